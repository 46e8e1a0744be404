package dev.millrace.kit.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bytes of a file that a client requests (RFC 9110, section 14). */
public sealed interface ByteRange {

    /** All of them. */
    record Whole() implements ByteRange {}

    /**
     * Some of them.
     *
     * @param first position, 0 or more
     * @param last position, inclusive
     */
    record Part(long first, long last) implements ByteRange {

        /** Bytes. */
        public long length() {
            return last - first + 1;
        }
    }

    /** A range that the file does not have. */
    record Unsatisfiable() implements ByteRange {}

    /** {@code bytes=first-last}, {@code bytes=first-} or {@code bytes=-count}. */
    Pattern SHAPE = Pattern.compile("bytes=(?:(\\d{1,18})-(\\d{1,18})?|-(\\d{1,18}))");

    /**
     * Parses the header {@code Range}. A malformed header, or one with several ranges, counts as absent, as the RFC allows.
     *
     * @param size bytes of the file
     */
    static ByteRange parse(@Nullable String header, long size) {
        Matcher match = SHAPE.matcher(header == null ? "" : header.strip());
        if (!match.matches()) {
            return new Whole();
        }
        if (match.group(3) != null) {
            long count = Math.min(Long.parseLong(match.group(3)), size);
            return count == 0 ? new Unsatisfiable() : new Part(size - count, size - 1);
        }
        long first = Long.parseLong(match.group(1));
        long last = match.group(2) == null ? size - 1 : Math.min(Long.parseLong(match.group(2)), size - 1);
        if (match.group(2) != null && Long.parseLong(match.group(2)) < first) {
            return new Whole();
        }
        return first >= size ? new Unsatisfiable() : new Part(first, last);
    }
}
