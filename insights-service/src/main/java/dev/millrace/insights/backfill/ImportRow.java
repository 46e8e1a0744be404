package dev.millrace.insights.backfill;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of {@code insights.import}.
 *
 * @param id of the import
 * @param team slug
 * @param repository the only one that its sender may report about; empty text for all of the team
 * @param state how far it is
 * @param lines how many events it has
 * @param recorded how many of them are recorded
 * @param rejected how many lines were refused
 * @param errors why, for the first of them
 * @param reason why it failed; empty unless it did
 * @param createdAt when it was sent
 * @param changedAt when it last got further
 */
record ImportRow(
        UUID id,
        String team,
        String repository,
        State state,
        long lines,
        long recorded,
        long rejected,
        List<LineError> errors,
        Optional<String> reason,
        Instant createdAt,
        Instant changedAt) {

    /** Errors that are kept of one import. */
    static final int ERRORS_KEPT = 100;

    ImportRow {
        errors = List.copyOf(errors);
    }

    /** How far an import is. Stored as names in lower case. */
    enum State {
        /** its body is being read */
        RECEIVING,
        WAITING,
        RUNNING,
        DONE,
        CANCELLED,
        /** it cannot go on by itself; sending it again continues it */
        FAILED
    }

    /**
     * A line that was refused.
     *
     * @param line its number in the body, from 1
     * @param message what is wrong with it
     */
    record LineError(long line, String message) {}
}
