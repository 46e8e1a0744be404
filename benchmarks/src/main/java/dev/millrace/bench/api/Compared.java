package dev.millrace.bench.api;

import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One call on both sides, by turns, so that whatever else the machine does affects both. */
final class Compared {

    private static final int WARM_UP = 5;

    private final String name;
    private final List<Duration> ours = new ArrayList<>();
    private final List<Duration> theirs = new ArrayList<>();

    private Compared(String name) {
        this.name = name;
    }

    /** What one side does; the number is that of the round, and both get the same. */
    @FunctionalInterface
    interface Side {

        /** Something by which the results of both sides can be compared, for example the number of lines. */
        long run(int round) throws IOException, InterruptedException;
    }

    /**
     * Measures a call.
     *
     * @throws UnexpectedAnswer if the sides differ
     */
    static Compared measure(String name, int rounds, Side ours, Side theirs) throws IOException, InterruptedException {
        var compared = new Compared(name);
        for (int round = -warmUp(rounds); round < rounds; round++) {
            long start = System.nanoTime();
            long mine = ours.run(round);
            long between = System.nanoTime();
            long other = theirs.run(round);
            long end = System.nanoTime();
            if (mine != other) {
                throw new UnexpectedAnswer("%s: ours is %d, git's %d".formatted(name, mine, other));
            }
            if (round >= 0) {
                compared.ours.add(Duration.ofNanos(between - start));
                compared.theirs.add(Duration.ofNanos(end - between));
            }
        }
        return compared;
    }

    /** Quick calls need more of them until the JVM has compiled what they use. */
    private static int warmUp(int rounds) {
        return Math.max(WARM_UP, rounds);
    }

    /** {@code RESULT api file p50_ms=1.2 p95_ms=2.0 git_ms=3.1 ratio=0.39}. */
    String result() {
        double mine = millis(ours, 0.5);
        double other = millis(theirs, 0.5);
        return String.format(
                Locale.ROOT,
                "RESULT api %s p50_ms=%.2f p95_ms=%.2f git_ms=%.2f ratio=%.2f",
                name,
                mine,
                millis(ours, 0.95),
                other,
                mine / other);
    }

    private static double millis(List<Duration> measured, double share) {
        return new Latencies(measured).quantile(share).toNanos() / 1e6;
    }
}
