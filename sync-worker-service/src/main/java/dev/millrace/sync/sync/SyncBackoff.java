package dev.millrace.sync.sync;

import java.time.Duration;

/** How long a mirror rests after a failure. */
final class SyncBackoff {

    private SyncBackoff() {}

    /**
     * Doubles with each failure up to the longest wait, and lies between half of that and all of it, so that mirrors that
     * failed together do not come back together.
     *
     * @param failures how many passes failed in a row, 1 or more
     * @param random 0 up to 1
     */
    static Duration after(int failures, Duration first, Duration longest, double random) {
        double whole = Math.min(longest.toMillis(), first.toMillis() * Math.pow(2, Math.min(failures, 40) - 1));
        return Duration.ofMillis(Math.round(whole * (0.5 + random / 2)));
    }
}
