package dev.millrace.ingest.archive;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.time.StoredTime;
import java.time.DateTimeException;
import java.time.Instant;

/** Times in requests. */
final class QueryTime {

    private QueryTime() {}

    /**
     * Reads a time in ISO 8601.
     *
     * @param name of the parameter
     * @throws MillraceException 400 if it is not one
     */
    static Instant parse(String name, String text) {
        try {
            return StoredTime.parse(text);
        } catch (DateTimeException e) {
            throw MillraceException.badRequest(
                    "'%s' is a time such as 2026-11-20T10:00:00Z, not '%s'".formatted(name, text));
        }
    }
}
