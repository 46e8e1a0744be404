package dev.millrace.ingest.archive;

import dev.millrace.ingest.page.PagePosition;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request to publish deliveries again.
 *
 * @param id also the generation of the events' ids
 * @param forced whether effects that were had before are wanted again, such as builds
 * @param nextPageAt when the next page is due, by the clock of the instance that published the last one
 */
record Replay(
        long id,
        Selection selection,
        boolean forced,
        State state,
        Progress progress,
        Instant requestedAt,
        Instant nextPageAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {

    /** How far it is. */
    enum State {
        WAITING,
        RUNNING,
        DONE,
        CANCELLED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What was done.
     *
     * @param selected deliveries when it was requested
     * @param replayed published again
     * @param unusable published again, but without events: not understood, or refused by Kafka
     * @param gone whose bodies are no longer stored, and so were not published
     * @param goneIds the first hundred of them
     * @param position where the last page ended; empty before the first
     */
    record Progress(
            long selected,
            long replayed,
            long unusable,
            long gone,
            List<Long> goneIds,
            Optional<PagePosition> position) {

        static final int MOST_GONE_IDS = 100;

        Progress {
            goneIds = List.copyOf(goneIds);
        }
    }
}
