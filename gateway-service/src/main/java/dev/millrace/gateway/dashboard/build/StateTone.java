package dev.millrace.gateway.dashboard.build;

import java.time.Duration;
import java.util.Locale;

/** How states, lengths of time and sizes are written on the pages of builds. */
final class StateTone {

    private StateTone() {}

    /** The tone of a badge, see {@code tags/uiBadge}, of a state of a build or a job. */
    static String of(String state) {
        return switch (state) {
            case "passed" -> "good";
            case "failed", "timed_out", "error" -> "bad";
            case "running" -> "running";
            case "queued" -> "waiting";
            default -> "off";
        };
    }

    /** A state as words, {@code timed out}. */
    static String words(String state) {
        return state.replace('_', ' ');
    }

    /** With at most two units: {@code 4 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String duration(Duration length) {
        if (length.toMinutes() == 0) {
            return "%d s".formatted(length.toSeconds());
        }
        return length.toHours() == 0
                ? "%d min %d s".formatted(length.toMinutes(), length.toSecondsPart())
                : "%d h %d min".formatted(length.toHours(), length.toMinutesPart());
    }

    /** A number of bytes, {@code 1.5 MB}. */
    static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
