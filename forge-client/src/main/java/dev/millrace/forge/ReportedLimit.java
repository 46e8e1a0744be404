package dev.millrace.forge;

import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a call that GitHub rejected with 403 or 429 was rejected because of a rate limit, and not because a permission is
 * missing. In the order that GitHub documents: {@code Retry-After}, the reset of the hourly quota, and otherwise a secondary
 * limit, which some responses reveal only in their message.
 */
sealed interface ReportedLimit {

    /** The end of the year 9999; a later time is invalid. */
    long LAST_SECOND = 253_402_300_799L;

    /** A day in seconds; longer than GitHub ever asks a client to wait. */
    long LONGEST_WAIT = 86_400;

    /** No limit. */
    record None() implements ReportedLimit {}

    /** A limit that ends then. */
    record Until(Instant end) implements ReportedLimit {}

    /** A limit whose end is not stated. */
    record WithoutEnd() implements ReportedLimit {}

    /** The limit of a rejected call. */
    static ReportedLimit of(int status, HttpHeaders headers, String message, Instant now) {
        Optional<Instant> stated = headers.firstValue("retry-after")
                .flatMap(ReportedLimit::seconds)
                .map(seconds -> now.plusSeconds(Math.min(seconds, LONGEST_WAIT)))
                .or(() -> quotaEnd(headers, now));
        if (stated.isPresent()) {
            return new Until(stated.get());
        }
        String lower = message.toLowerCase(Locale.ROOT);
        boolean isLimited = status == 429
                || isSpent(headers)
                || lower.contains("rate limit")
                || lower.contains("abuse detection")
                || lower.contains("submitted too quickly");
        return isLimited ? new WithoutEnd() : new None();
    }

    /** When the hourly quota is full again; empty if some of it is left, or its end is not stated. */
    static Optional<Instant> quotaEnd(HttpHeaders headers, Instant now) {
        Instant last = now.plusSeconds(LONGEST_WAIT);
        return isSpent(headers)
                ? headers.firstValue("x-ratelimit-reset")
                        .flatMap(ReportedLimit::seconds)
                        .map(Instant::ofEpochSecond)
                        .map(reset -> reset.isBefore(now) ? now.plusSeconds(1) : reset)
                        .map(reset -> reset.isAfter(last) ? last : reset)
                : Optional.empty();
    }

    private static boolean isSpent(HttpHeaders headers) {
        return headers.firstValue("x-ratelimit-remaining").filter("0"::equals).isPresent();
    }

    private static Optional<Long> seconds(String text) {
        try {
            return Optional.of(Long.parseLong(text.strip())).filter(seconds -> seconds >= 0 && seconds <= LAST_SECOND);
        } catch (NumberFormatException e) {
            // the date form of retry-after, which GitHub does not use
            return Optional.empty();
        }
    }
}
