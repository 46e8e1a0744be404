package dev.millrace.kit.work;

import java.time.Duration;

/**
 * How long to wait after failures: the first delay, doubled with each further failure in a row, up to the longest delay. The
 * caller counts the failures, and starts again at 1 after a success.
 *
 * @param first delay after the first failure; positive
 * @param longest no delay is longer; at least {@code first}
 */
public record Backoff(Duration first, Duration longest) {

    /** Enough doublings from a nanosecond to a century. */
    private static final int MOST_DOUBLINGS = 62;

    public Backoff {
        if (!first.isPositive() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "delays from %s to %s: the first must be positive, the longest at least as long"
                            .formatted(first, longest));
        }
    }

    /**
     * The delay after this many failures.
     *
     * @param failures in a row, 1 or more; 0 counts as 1
     */
    public Duration after(int failures) {
        double nanos = nanos(first) * Math.pow(2, Math.min(Math.max(failures, 1), MOST_DOUBLINGS) - 1);
        return nanos < nanos(longest) ? Duration.ofNanos((long) nanos) : longest;
    }

    /**
     * As {@link #after(int)}, but spread between half of that and all of it, so that operations that failed together are not
     * retried together.
     *
     * @param random 0 up to 1
     */
    public Duration after(int failures, double random) {
        return Duration.ofMillis(Math.round(after(failures).toMillis() * (0.5 + random / 2)));
    }

    private static double nanos(Duration duration) {
        return duration.toSeconds() * 1e9 + duration.toNanosPart();
    }
}
