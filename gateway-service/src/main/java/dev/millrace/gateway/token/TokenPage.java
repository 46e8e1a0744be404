package dev.millrace.gateway.token;

import dev.millrace.kit.error.MillraceException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of a list of tokens is wanted. They are in the order of their last use, so one that is used meanwhile moves to the first
 * page.
 *
 * @param before the last one of the page before; empty for the first page
 * @param limit 1 to 200
 */
record TokenPage(Optional<String> before, int limit) {

    private static final int USUAL = 50;
    private static final int MOST = 200;

    /** @throws MillraceException 400 if the limit is out of its range */
    static TokenPage of(@Nullable String before, @Nullable Integer limit) {
        int most = limit == null ? USUAL : limit;
        if (most < 1 || most > MOST) {
            throw MillraceException.badRequest("limit %d must be 1 to %d".formatted(most, MOST));
        }
        return new TokenPage(Optional.ofNullable(before), most);
    }
}
