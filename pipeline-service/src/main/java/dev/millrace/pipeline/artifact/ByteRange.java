package dev.millrace.pipeline.artifact;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of an archive, by a {@code Range} header of RFC 9110. Pure.
 *
 * @param from offset of the first byte
 * @param to offset after the last
 */
record ByteRange(long from, long to) {

    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What a header asks for. */
    sealed interface Requested {

        /** All of it: there is no range, or one that is ignored, as RFC 9110 allows for several and for what it does not define. */
        record Whole() implements Requested {}

        /** A part of it. */
        record Part(ByteRange range) implements Requested {}

        /** A part behind its end. */
        record Unsatisfiable() implements Requested {}
    }

    long length() {
        return to - from;
    }

    /** @param size of the whole, 1 or more */
    static Requested of(@Nullable String header, long size) {
        return Optional.ofNullable(header)
                .map(ONE::matcher)
                .filter(Matcher::matches)
                .<Requested>map(range -> of(range.group(1), range.group(2), size))
                .orElseGet(Requested.Whole::new);
    }

    private static Requested of(String first, String last, long size) {
        if (first.isEmpty()) {
            return last.isEmpty() ? new Requested.Whole() : end(Long.parseLong(last), size);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? size : Math.min(size, Long.parseLong(last) + 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return new Requested.Whole();
        }
        return from >= size ? new Requested.Unsatisfiable() : new Requested.Part(new ByteRange(from, to));
    }

    private static Requested end(long length, long size) {
        return length == 0
                ? new Requested.Unsatisfiable()
                : new Requested.Part(new ByteRange(Math.max(0, size - length), size));
    }
}
