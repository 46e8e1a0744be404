package dev.millrace.pipeline.store;

import dev.millrace.kit.error.MillraceException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One page of a store.
 *
 * @param next the last key, if there are more
 */
record ValuePage(List<StoredValue> values, Optional<String> next) {

    private static final int LARGEST_PAGE = 100;

    /**
     * Reads it.
     *
     * @param cursor {@code next} of the page before
     * @param limit as sent: a number, which is taken as 1 to 100
     * @throws MillraceException 400 for another cursor, or a limit that is no number
     */
    static ValuePage read(ValueBackend backend, String team, @Nullable String cursor, String limit) {
        int size = Math.clamp(number(limit), 1, LARGEST_PAGE);
        Optional<String> after = Optional.ofNullable(cursor);
        after.filter(key -> !ValueRules.isKey(key)).ifPresent(key -> {
            throw MillraceException.badRequest("the cursor is not one of ours");
        });
        List<StoredValue> found = backend.list(team, after, size + 1);
        List<StoredValue> shown = found.subList(0, Math.min(size, found.size()));
        return new ValuePage(
                shown, found.size() > size ? Optional.of(shown.getLast().key()) : Optional.empty());
    }

    private static int number(String limit) {
        try {
            return Integer.parseInt(limit);
        } catch (NumberFormatException e) {
            throw MillraceException.badRequest("'limit' is '%s'; it must be a whole number".formatted(limit));
        }
    }
}
