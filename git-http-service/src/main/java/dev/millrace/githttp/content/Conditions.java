package dev.millrace.githttp.content;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client requires of a file before it is sent (RFC 9110, section 13). A date that cannot be parsed, and one for a file
 * whose date is not known, counts as absent.
 *
 * @param ifMatch headers of the request
 */
record Conditions(
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        @Nullable String ifModifiedSince,
        @Nullable String ifUnmodifiedSince,
        @Nullable String ifRange) {

    /** What follows from the conditions. */
    enum Verdict {
        SEND,
        NOT_MODIFIED,
        FAILED
    }

    /**
     * The verdict.
     *
     * @param tag of the file, with its quotes
     * @param modifiedAt when it was changed last, if that is known
     */
    Verdict verdict(String tag, Optional<Instant> modifiedAt) {
        if (ifMatch != null) {
            if (!names(ifMatch, tag, false)) {
                return Verdict.FAILED;
            }
        } else if (isLater(modifiedAt, ifUnmodifiedSince)) {
            return Verdict.FAILED;
        }
        if (ifNoneMatch != null) {
            return names(ifNoneMatch, tag, true) ? Verdict.NOT_MODIFIED : Verdict.SEND;
        }
        return modifiedAt.isPresent() && date(ifModifiedSince).isPresent() && !isLater(modifiedAt, ifModifiedSince)
                ? Verdict.NOT_MODIFIED
                : Verdict.SEND;
    }

    /** Whether a range may be sent: without it, the client gets all of a file that has changed. */
    boolean allowsRange(String tag, Optional<Instant> modifiedAt) {
        if (ifRange == null || ifRange.isBlank()) {
            return true;
        }
        if (ifRange.contains("\"")) {
            return ifRange.strip().equals(tag);
        }
        Optional<Instant> date = date(ifRange);
        return date.isPresent() && date.equals(modifiedAt);
    }

    private static boolean names(String header, String tag, boolean weakly) {
        return header.strip().equals("*")
                || Arrays.stream(header.split(","))
                        .map(String::strip)
                        .map(given -> weakly && given.startsWith("W/") ? given.substring(2) : given)
                        .anyMatch(tag::equals);
    }

    private static boolean isLater(Optional<Instant> modifiedAt, @Nullable String header) {
        return modifiedAt.isPresent()
                && date(header).filter(date -> modifiedAt.get().isAfter(date)).isPresent();
    }

    private static Optional<Instant> date(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
