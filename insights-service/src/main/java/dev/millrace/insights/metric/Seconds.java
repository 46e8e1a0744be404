package dev.millrace.insights.metric;

import java.time.Duration;

/** Durations as numbers: seconds, exact to the microsecond, never rounded further. */
public final class Seconds {

    private Seconds() {}

    /** For example 1.5 for one and a half seconds. */
    public static double of(Duration duration) {
        return (duration.toSeconds() * 1_000_000L + duration.getNano() / 1_000) / 1e6;
    }
}
