package dev.millrace.sync.queue;

import java.time.Duration;

/** When a mirror is polled again without any hint. */
final class PollInterval {

    private static final Duration ACTIVE = Duration.ofDays(1);

    private PollInterval() {}

    /**
     * The shortest for a mirror that was active in the last day; then longer with each idle day, up to the longest. The
     * result is between three quarters of that interval and nearly all of it: mirrors that were added together drift apart,
     * and a pass finds what a lost webhook did not report before the whole interval is over.
     *
     * @param idle since a pass was last requested, or one found something new
     * @param random 0 up to 1
     */
    static Duration after(Duration idle, Duration shortest, Duration longest, double random) {
        double days = Math.max(0, (double) idle.toMillis() / ACTIVE.toMillis());
        double factor = days < 1 ? 1 : 1 + days;
        double whole = Math.max(shortest.toMillis(), Math.min(longest.toMillis(), shortest.toMillis() * factor));
        return Duration.ofMillis(Math.round(whole * (0.75 + random * 0.2)));
    }
}
