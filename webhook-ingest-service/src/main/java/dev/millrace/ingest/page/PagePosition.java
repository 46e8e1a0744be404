package dev.millrace.ingest.page;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.time.StoredTime;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a page ended, in a list that is sorted by time and then by id.
 *
 * @param at time of the last row, microseconds
 * @param id of the last row
 */
public record PagePosition(Instant at, long id) {

    private static final String SEPARATOR = "/";

    /** The position as an opaque text for callers. */
    public String cursor() {
        String text = at + SEPARATOR + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The position of a cursor.
     *
     * @param cursor empty for the first page
     * @throws MillraceException 400 if no page returned this cursor
     */
    public static Optional<PagePosition> of(String cursor) {
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int end = text.indexOf(SEPARATOR);
            if (end < 0) {
                throw invalid();
            }
            return Optional.of(new PagePosition(
                    StoredTime.parse(text.substring(0, end)), Long.parseLong(text.substring(end + 1))));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid();
        }
    }

    private static MillraceException invalid() {
        return MillraceException.badRequest("the cursor is not one that a page returned")
                .withCode("cursor_invalid");
    }
}
