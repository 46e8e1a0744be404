package dev.millrace.githttp.bundle;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file.
 *
 * @param from first byte
 * @param length 1 or more
 */
public record ByteRange(long from, long length) {

    private static final Pattern ONE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

    /**
     * The part that a {@code Range} header asks for; the whole file if there is none, or one of a kind that may be ignored
     * (RFC 9110, 14.2); empty if there is no such part.
     */
    public static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher range = ONE.matcher(header == null ? "" : header.strip());
        if (!range.matches()) {
            return Optional.of(new ByteRange(0, size));
        }
        long from = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        return from <= last ? Optional.of(new ByteRange(from, last - from + 1)) : Optional.empty();
    }

    public boolean isWholeOf(long size) {
        return length == size;
    }
}
