package dev.millrace.ingest.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.ingest.archive.Replay.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A replay.
 *
 * @param id also in the header {@code ce_replayid} of its records
 * @param state {@code waiting}, {@code running}, {@code done} or {@code cancelled}
 * @param selected deliveries when it was requested
 * @param replayed published again
 * @param unusable published again without events: not understood, or refused by Kafka
 * @param gone not published, since their bodies are no longer stored
 * @param goneDeliveries ids of the first hundred of them
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ReplayBody(
        long id,
        String state,
        boolean force,
        Optional<List<Long>> deliveries,
        Optional<String> forge,
        Optional<String> host,
        Optional<String> repository,
        Optional<String> event,
        Optional<Instant> from,
        Instant to,
        long selected,
        long replayed,
        long unusable,
        long gone,
        List<Long> goneDeliveries,
        Instant requestedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {

    static ReplayBody of(Replay replay) {
        Selection selection = replay.selection();
        DeliveryFilter filter = selection.filter();
        Progress progress = replay.progress();
        return new ReplayBody(
                replay.id(),
                replay.state().wireName(),
                replay.forced(),
                selection.deliveries(),
                filter.forge(),
                filter.host(),
                filter.recordKey().or(filter::repository),
                filter.event(),
                filter.from(),
                selection.until(),
                progress.selected(),
                progress.replayed(),
                progress.unusable(),
                progress.gone(),
                progress.goneIds(),
                replay.requestedAt(),
                replay.startedAt(),
                replay.finishedAt());
    }
}
