package dev.millrace.bench.sync;

import dev.millrace.bench.git.ProcessorTime;
import dev.millrace.bench.git.SecondInstance;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.SimulatedForge.Pushed;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Many repositories that change all the time, on one process of sync workers, on two and on four. */
final class SeveralWorkers {

    private static final List<Integer> PROCESSES = List.of(1, 2, 4);
    private static final int CLIENTS = 16;
    /** After the last push; a repository that is behind needs only one pass, however many pushes it is behind. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final BenchPlatform platform;
    private final MirroredForge forge;
    private final SyncOptions options;
    private int loads;

    SeveralWorkers(BenchPlatform platform, MirroredForge forge, SyncOptions options) {
        this.platform = platform;
        this.forge = forge;
        this.options = options;
    }

    /** Runs the measurement; returns the result lines. */
    List<String> measure() throws IOException, InterruptedException {
        List<String> repositories = forge.mirrored("many", options.repositories());
        var results = new ArrayList<String>();
        var further = new ArrayList<SecondInstance>();
        try {
            for (int processes : PROCESSES) {
                while (further.size() + 1 < processes) {
                    further.add(SecondInstance.of(
                            platform.find("sync").orElseThrow(),
                            platform.scratch().resolve("sync-%d.log".formatted(further.size() + 2)),
                            Map.of()));
                }
                // a new process gets its share of the events, and loads its classes
                load(repositories, Math.max(1, options.seconds() / 3));
                Duration before = processorTime(further);
                Arrivals arrivals = load(repositories, options.seconds());
                results.add(result(processes, arrivals, processorTime(further).minus(before)));
            }
        } finally {
            further.forEach(SecondInstance::close);
        }
        return results;
    }

    private String result(int processes, Arrivals arrivals, Duration processorTime) {
        var lags = new Latencies(arrivals.lags());
        double seconds = arrivals.span().orElseThrow().toMillis() / 1000.0;
        double perSecond = lags.count() / seconds;
        System.out.printf(
                Locale.ROOT,
                "%d sync workers: %d pushes to %d repositories, all mirrored %.1f s after the first, %.1f a second;"
                        + " push to mirror %s; the workers took %.1f s of processor time%n",
                processes,
                lags.count(),
                options.repositories(),
                seconds,
                perSecond,
                lags,
                processorTime.toMillis() / 1000.0);
        return String.format(Locale.ROOT, "RESULT sync workers-%d per_s=%.1f", processes, perSecond);
    }

    private Duration processorTime(List<SecondInstance> further) {
        return further.stream()
                .map(SecondInstance::processorTime)
                .reduce(ProcessorTime.of(platform.find("sync").orElseThrow()), Duration::plus);
    }

    /** Pushes at a steady rate, to one repository after the other, and waits until all mirrors have every push. */
    private Arrivals load(List<String> repositories, int seconds) throws InterruptedException {
        loads++;
        String load = "load " + loads;
        long between = Duration.ofSeconds(1).toNanos() / options.rate();
        var arrivals = new Arrivals();
        try (var watch = MirrorWatch.start(platform, forge.team().slug(), arrivals);
                var clients = Executors.newScheduledThreadPool(CLIENTS)) {
            long start = System.nanoTime();
            List<Future<?>> pushes = new ArrayList<>();
            for (int number = 0; number < seconds * options.rate(); number++) {
                String repository = repositories.get(number % repositories.size());
                String content = "%s, push %d".formatted(load, number);
                pushes.add(clients.schedule(
                        () -> push(repository, content, arrivals),
                        start + number * between - System.nanoTime(),
                        TimeUnit.NANOSECONDS));
            }
            for (Future<?> push : pushes) {
                push.get();
            }
            watch.awaitAll(TIMEOUT);
        } catch (ExecutionException e) {
            throw new UnexpectedAnswer("a push could not be made: " + e.getCause(), e);
        }
        return arrivals;
    }

    private void push(String repository, String content, Arrivals arrivals) {
        Pushed pushed = forge.push(repository, content);
        arrivals.pushed(repository, pushed.sha(), pushed.appliedAt());
    }
}
