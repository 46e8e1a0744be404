package dev.millrace.webhook.page;

import dev.millrace.kit.error.MillraceException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/** The position at which a page ended, opaque to callers. */
public final class Cursor {

    private Cursor() {}

    /** The cursor for a position. */
    public static String of(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The position of a cursor.
     *
     * @param cursor empty for the first page
     * @param parse may throw {@link IllegalArgumentException} or {@link DateTimeException}
     * @return empty for the first page
     * @throws MillraceException 400 if the cursor is not one of ours
     */
    public static <T> Optional<T> read(String cursor, Function<String, T> parse) {
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw MillraceException.badRequest("the cursor is not one that a page returned")
                    .withCode("cursor_invalid");
        }
    }
}
