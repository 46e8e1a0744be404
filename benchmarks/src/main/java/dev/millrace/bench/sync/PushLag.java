package dev.millrace.bench.sync;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.bench.platform.MirrorView;
import dev.millrace.standalone.client.SimulatedForge.Pushed;
import dev.millrace.standalone.client.Waiting;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * From a push at the forge, reported by a webhook, until a client of the mirror sees it; and, one after the other since
 * the loop takes a whole core, until a clone has it that is fetched into without a pause.
 */
final class PushLag {

    private static final int WARM_UP = 20;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
    /** Between two pushes, at most, so that they do not fall into step with any periodic poll. */
    private static final int LONGEST_PAUSE_MILLIS = 300;

    private final MirroredForge forge;
    private final int pushes;
    private final Random random = new Random(7);
    private final CountDownLatch never = new CountDownLatch(1);
    private final Clock clock = Clock.systemUTC();

    private PushLag(MirroredForge forge, int pushes) {
        this.forge = forge;
        this.pushes = pushes;
    }

    /** Runs the measurement; returns the result line. */
    static String measure(BenchPlatform platform, MirroredForge forge, int pushes)
            throws IOException, InterruptedException {
        var lag = new PushLag(forge, pushes);
        String repository = forge.mirrored("quiet", 1).getFirst();
        MirrorView view = forge.view();
        var mirror = lag.until(repository, pushed -> view.shows(repository, pushed.sha()));
        System.out.println("push at the forge to visible in the mirror:  " + mirror);
        String lone = forge.lone("by-hand");
        try (var loop = FetchLoop.start(forge.forge().fetchUrl(lone), platform.scratch())) {
            var byHand = lag.until(lone, pushed -> loop.has(MirroredForge.BRANCH, pushed.sha()));
            System.out.println("push at the forge to git fetch in a loop:    " + byHand);
        }
        return "RESULT sync lag p50_ms=%d p95_ms=%d".formatted(mirror.quantileMillis(0.5), mirror.quantileMillis(0.95));
    }

    private Latencies until(String repository, Predicate<Pushed> visible) throws InterruptedException {
        List<Duration> measured = new ArrayList<>();
        for (int push = 0; push < WARM_UP + pushes; push++) {
            Pushed pushed = forge.push(repository, "push " + push);
            Instant seen = Waiting.until(
                    TIMEOUT,
                    POLL_INTERVAL,
                    "%s of %s".formatted(pushed.sha(), repository),
                    () -> visible.test(pushed) ? Optional.of(clock.instant()) : Optional.empty());
            if (push >= WARM_UP) {
                measured.add(Duration.between(pushed.appliedAt(), seen));
            }
            pause();
        }
        return new Latencies(measured);
    }

    private void pause() throws InterruptedException {
        if (never.await(random.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("never came");
        }
    }
}
