package dev.millrace.upstream;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a response states about how often requests may be sent: {@code Retry-After} (RFC 9110, section 10.2.3), and GitHub's
 * {@code X-RateLimit-Remaining} and {@code X-RateLimit-Reset} with a 403, which distinguish its limits from a missing
 * permission.
 */
final class RateLimit {

    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    /** GitHub: wait at least a minute if the response states nothing else. */
    private static final Duration DEFAULT = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofHours(2);

    private RateLimit() {}

    /**
     * How long to send no request; empty if the response is not about a limit.
     *
     * @param header returns a header of the response
     */
    static Optional<Duration> retryAfter(int status, Function<String, Optional<String>> header, Instant now) {
        Optional<Duration> stated = header.apply("Retry-After").flatMap(text -> parsed(text, now));
        boolean isSpent = header.apply("X-RateLimit-Remaining")
                .filter(left -> left.strip().equals("0"))
                .isPresent();
        boolean isLimited = status == TOO_MANY_REQUESTS
                || (status == FORBIDDEN && (stated.isPresent() || isSpent))
                || (status == UNAVAILABLE && stated.isPresent());
        if (!isLimited) {
            return Optional.empty();
        }
        Duration pause =
                stated.or(() -> isSpent ? reset(header, now) : Optional.empty()).orElse(DEFAULT);
        return Optional.of(pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
    }

    private static Optional<Duration> reset(Function<String, Optional<String>> header, Instant now) {
        return header.apply("X-RateLimit-Reset").flatMap(text -> {
            try {
                return positive(Duration.between(now, Instant.ofEpochSecond(Long.parseLong(text.strip()))));
            } catch (NumberFormatException | DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<Duration> parsed(String text, Instant now) {
        String value = text.strip();
        try {
            if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return positive(Duration.ofSeconds(Math.min(Long.parseLong(value), LONGEST.toSeconds())));
            }
            Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return positive(Duration.between(now, at));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> positive(Duration duration) {
        return Optional.of(duration.isPositive() ? duration : Duration.ofSeconds(1));
    }
}
