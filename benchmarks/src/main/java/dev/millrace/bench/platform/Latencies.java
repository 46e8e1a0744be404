package dev.millrace.bench.platform;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;

/** Measured durations, and their quantiles by the nearest-rank method: every quantile is a value that occurred. */
public final class Latencies {

    private final long[] sortedNanos;

    /** @param measured at least one */
    public Latencies(Collection<Duration> measured) {
        if (measured.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sortedNanos = measured.stream().mapToLong(Duration::toNanos).sorted().toArray();
    }

    public int count() {
        return sortedNanos.length;
    }

    /** The smallest value that at least this share of all values does not exceed; share in (0, 1]. */
    public Duration quantile(double share) {
        int rank = (int) Math.ceil(share * sortedNanos.length);
        return Duration.ofNanos(sortedNanos[Math.max(0, rank - 1)]);
    }

    /** Whole milliseconds, rounded up: a goal is never met by rounding. */
    public long quantileMillis(double share) {
        return Math.ceilDiv(quantile(share).toNanos(), 1_000_000L);
    }

    /** {@code p50 12 ms, p95 80 ms, p99 91 ms, max 120 ms (n 6000)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %d ms, p95 %d ms, p99 %d ms, max %d ms (n %d)",
                quantileMillis(0.5),
                quantileMillis(0.95),
                quantileMillis(0.99),
                quantileMillis(1),
                count());
    }
}
