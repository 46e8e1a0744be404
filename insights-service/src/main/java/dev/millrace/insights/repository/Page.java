package dev.millrace.insights.repository;

import dev.millrace.insights.query.QueryParameters;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.time.StoredTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which part of a list to return. Lists are ordered by a key that never changes for an item, so a page starts exactly
 * after the one before it, even if items were added meanwhile.
 *
 * @param limit maximum number of items on it, 1 to {@value QueryParameters#MOST_LIMIT}
 * @param after key of the last item of the page before
 */
record Page(int limit, Optional<Key> after) {

    /** The page that the parameters {@code limit} and {@code after} ask for. */
    static Page of(QueryParameters parameters) {
        return new Page(parameters.limit(), parameters.find("after").map(Key::parse));
    }

    /** The page of a list that is sorted by {@code order} of its keys. */
    <T> Part<T> of(List<T> sorted, Function<T, Key> key, Comparator<Key> order) {
        List<T> rest = sorted.stream()
                .filter(item -> after.map(last -> order.compare(key.apply(item), last) > 0)
                        .orElse(true))
                .toList();
        List<T> items = rest.subList(0, Math.min(limit, rest.size()));
        return new Part<>(
                List.copyOf(items),
                items.size() < rest.size() ? Optional.of(key.apply(items.getLast())) : Optional.empty());
    }

    /**
     * A page.
     *
     * @param items on it
     * @param next key to continue after; empty on the last page
     */
    record Part<T>(List<T> items, Optional<Key> next) {}

    /**
     * Position of an item in a list.
     *
     * @param at its time
     * @param id distinguishes items of one time
     */
    record Key(Instant at, String id) {

        /** Its form in URLs and bodies: {@code 2026-11-01T10:00:00Z~42}. */
        String text() {
            return at + "~" + id;
        }

        static Key parse(String text) {
            int tilde = text.indexOf('~');
            if (tilde > 0) {
                try {
                    return new Key(StoredTime.parse(text.substring(0, tilde)), text.substring(tilde + 1));
                } catch (DateTimeException e) {
                    // refused below, quoting the whole text
                }
            }
            throw MillraceException.badRequest(
                    "after '%s' is not a 'next' that was answered before: it has the form <instant>~<id>"
                            .formatted(text));
        }
    }
}
