package dev.millrace.insights.backfill;

import dev.millrace.insights.backfill.ImportRow.LineError;
import dev.millrace.insights.query.QueryParameters;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An import and how far it is.
 *
 * @param id of the import
 * @param state {@code receiving}, {@code waiting}, {@code running}, {@code done}, {@code cancelled} or {@code failed}
 * @param lines events that are to be recorded
 * @param recorded how many of them are
 * @param rejected lines that were refused
 * @param errors the first of them, with the reason
 * @param reason why it failed; null unless it did
 * @param createdAt when it was sent
 * @param changedAt when it last got further
 */
record ImportBody(
        UUID id,
        String state,
        long lines,
        long recorded,
        long rejected,
        List<LineError> errors,
        Optional<String> reason,
        Instant createdAt,
        Instant changedAt) {

    static ImportBody of(ImportRow row) {
        return new ImportBody(
                row.id(),
                QueryParameters.wire(row.state()),
                row.lines(),
                row.recorded(),
                row.rejected(),
                row.errors(),
                row.reason(),
                row.createdAt(),
                row.changedAt());
    }
}
