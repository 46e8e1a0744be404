package dev.millrace.standalone.process;

import java.time.Duration;

/**
 * How long to wait before a process that died is started again: the first pause, doubled with each death up to the
 * longest pause. A process that ran for a while without dying begins anew. Used by one thread.
 */
public final class RestartBackoff {

    private final Duration firstPause;
    private final Duration longestPause;
    private final Duration steadyAfter;
    private int deathsInARow;

    /**
     * @param firstPause after the first death
     * @param longestPause no pause is longer
     * @param steadyAfter a process that lived this long is taken for healthy
     */
    public RestartBackoff(Duration firstPause, Duration longestPause, Duration steadyAfter) {
        this.firstPause = firstPause;
        this.longestPause = longestPause;
        this.steadyAfter = steadyAfter;
    }

    /** Half a second, doubled up to 30 s; begins anew after a minute of health. */
    public static RestartBackoff usual() {
        return new RestartBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(1));
    }

    /** The pause after a death of a process that had lived this long. */
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
