package dev.millrace.webhook.delivery;

import java.time.Duration;

/** How long a delivery waits after a failed attempt. */
final class RetryBackoff {

    private RetryBackoff() {}

    /**
     * Doubles with each attempt up to the longest wait, and is between half of that and all of it, so that deliveries that
     * failed together are not retried together.
     *
     * @param attempts how many failed, 1 or more
     * @param random 0 up to 1
     */
    static Duration after(int attempts, Duration first, Duration longest, double random) {
        double whole = Math.min(longest.toMillis(), first.toMillis() * Math.pow(2, Math.min(attempts, 40) - 1));
        return Duration.ofMillis(Math.round(whole * (0.5 + random / 2)));
    }
}
