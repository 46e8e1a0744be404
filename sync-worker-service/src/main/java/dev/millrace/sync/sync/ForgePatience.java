package dev.millrace.sync.sync;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an answer says about how often we may call: {@code Retry-After} (RFC 9110, section 10.2.3), and GitHub's
 * {@code X-RateLimit-Remaining} and {@code X-RateLimit-Reset} beside a 403, by which its limits are told apart from a lack of
 * rights.
 */
final class ForgePatience {

    /** GitHub: wait at least a minute where nothing else is said. */
    private static final Duration UNTOLD = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofHours(2);

    private ForgePatience() {}

    /**
     * How long to stay away; empty if the answer is no limit.
     *
     * @param header gives a header of the answer
     */
    static Optional<Duration> asked(int status, Function<String, Optional<String>> header, Instant now) {
        Optional<Duration> told = header.apply("Retry-After").flatMap(text -> retryAfter(text, now));
        boolean spent = header.apply("X-RateLimit-Remaining")
                .filter(left -> left.strip().equals("0"))
                .isPresent();
        boolean limited =
                status == 429 || (status == 403 && (told.isPresent() || spent)) || (status == 503 && told.isPresent());
        if (!limited) {
            return Optional.empty();
        }
        Duration pause =
                told.or(() -> spent ? reset(header, now) : Optional.empty()).orElse(UNTOLD);
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

    private static Optional<Duration> retryAfter(String text, Instant now) {
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
