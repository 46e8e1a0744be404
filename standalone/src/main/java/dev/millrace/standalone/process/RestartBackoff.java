package dev.millrace.standalone.process;

import java.time.Duration;

/**
 * How long to wait before a process that died is restarted: the first pause, doubled with each death up to the longest
 * pause. After a process has run for a while without dying, the pauses start over. Not thread-safe.
 */
public final class RestartBackoff {

    private final Duration firstPause;
    private final Duration longestPause;
    private final Duration steadyAfter;
    private int deathsInARow;

    /**
     * @param firstPause after the first death
     * @param longestPause upper limit of all pauses
     * @param steadyAfter a process that lived this long is considered healthy
     */
    public RestartBackoff(Duration firstPause, Duration longestPause, Duration steadyAfter) {
        this.firstPause = firstPause;
        this.longestPause = longestPause;
        this.steadyAfter = steadyAfter;
    }

    /** Half a second, doubled up to 30 s; starts over after a minute of health. */
    public static RestartBackoff usual() {
        return new RestartBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(1));
    }

    /** The pause after the death of a process that had lived this long. */
    Duration pauseAfter(Duration lived) {
        if (lived.compareTo(steadyAfter) >= 0) {
            deathsInARow = 0;
        }
        // beyond 2^20 first pauses every sensible longest pause is reached
        Duration pause = firstPause.multipliedBy(1L << Math.min(deathsInARow, 20));
        deathsInARow++;
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
