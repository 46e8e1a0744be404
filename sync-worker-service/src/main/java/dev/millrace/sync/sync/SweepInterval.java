package dev.millrace.sync.sync;

import java.time.Duration;

/** When a mirror is looked at again without any hint. */
final class SweepInterval {

    private static final Duration ACTIVE = Duration.ofDays(1);

    private SweepInterval() {}

    /**
     * The shortest for a mirror that was active in the last day; then longer with each day of rest, up to the longest. Between
     * three quarters of that and nearly all of it: mirrors that were added together drift apart, and the pass has found what
     * a lost webhook did not tell before the whole time is over.
     *
     * @param idle since somebody wished for a pass, or one found something new
     * @param random 0 up to 1
     */
    static Duration after(Duration idle, Duration shortest, Duration longest, double random) {
        double days = Math.max(0, (double) idle.toMillis() / ACTIVE.toMillis());
        double factor = days < 1 ? 1 : 1 + days;
        double whole = Math.max(shortest.toMillis(), Math.min(longest.toMillis(), shortest.toMillis() * factor));
        return Duration.ofMillis(Math.round(whole * (0.75 + random * 0.2)));
    }
}
