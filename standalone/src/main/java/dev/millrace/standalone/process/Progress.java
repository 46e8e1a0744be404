package dev.millrace.standalone.process;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Lines for the user at the terminal, each with the time since the start. Thread-safe. */
public final class Progress {

    private final PrintStream out;
    private final long startedNanos = System.nanoTime();

    public Progress(PrintStream out) {
        this.out = out;
    }

    /** Prints one line, after the seconds since the start. */
    public void print(String line) {
        out.println("[%6.1f s] %s".formatted(elapsed().toMillis() / 1000.0, line));
        out.flush();
    }

    /** Prints text unchanged, for summaries. */
    public void printText(String text) {
        out.println(text);
        out.flush();
    }

    /** Time since the start. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** Formats a duration for display: {@code 0.35 s}, {@code 12.0 s}. */
    public static String seconds(Duration length) {
        double seconds = length.toNanos() / 1e9;
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }
}
