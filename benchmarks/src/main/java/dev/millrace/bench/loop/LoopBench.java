package dev.millrace.bench.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.BenchTeam;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.bench.platform.MirrorView;
import dev.millrace.bench.platform.SignedDelivery;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.SimulatedForge.CheckRun;
import dev.millrace.standalone.client.SimulatedForge.PullRequest;
import dev.millrace.standalone.client.SimulatedForge.Pushed;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * How fast the loop is: from a push at the forge to the mirror, compared with {@code git fetch} run by hand at the same
 * moment; from a pull request to its first check run at the forge; and how long the forge waits for its deliveries to
 * be acknowledged at 200 per second.
 */
public final class LoopBench {

    private static final int PUSHES = 60;
    private static final int CHANGES = 40;
    private static final int DELIVERIES_A_SECOND = 200;
    private static final Duration DELIVERIES_FOR = Duration.ofSeconds(30);
    /**
     * At the same rate, beforehand: services that started a minute ago still load classes. Printed, but not counted.
     */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final BenchPlatform platform;
    private final BenchTeam team;
    private final MirrorView mirror;
    private final Path scratch;
    private final Clock clock = Clock.systemUTC();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private LoopBench(BenchPlatform platform, BenchTeam team) throws IOException {
        this.platform = platform;
        this.team = team;
        this.mirror = new MirrorView(platform.url("gateway"), team.team());
        this.scratch = platform.scratch();
    }

    public static void run(Path root) throws IOException, InterruptedException {
        try (var platform = BenchPlatform.start(root, Map.of())) {
            new LoopBench(platform, BenchTeam.join(platform, root)).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        var byHand = new ArrayList<Duration>();
        var mirror = new Latencies(measurePushes(byHand));
        System.out.println("push at the forge to visible in the mirror: " + mirror);
        System.out.println("the same with git fetch by hand, at once:   " + new Latencies(byHand));
        var check = new Latencies(measureChanges());
        System.out.println("pull request to its first check run:        " + check);
        var cold = measureDeliveries(WARM_UP);
        System.out.printf(
                "acknowledgement of the first deliveries, 200/s, 10 s: %s, %d not acknowledged%n",
                cold.latencies(), cold.failures());
        var load = measureDeliveries(DELIVERIES_FOR);
        var acknowledgement = load.latencies();
        System.out.printf(
                "acknowledgement of a delivery, 200/s, 30 s: %s, %d not acknowledged%n",
                acknowledgement, load.failures());
        System.out.printf(
                "RESULT loop mirror_p95_ms=%d check_p95_ms=%d ack_p99_ms=%d%n",
                mirror.quantileMillis(0.95), check.quantileMillis(0.95), acknowledgement.quantileMillis(0.99));
    }

    private List<Duration> measurePushes(List<Duration> byHand) throws InterruptedException {
        Path clone = scratch.resolve("by-hand");
        GitCommand.run(scratch, "clone", "--quiet", team.forge().fetchUrl(team.repository()), clone.toString());
        var measured = new ArrayList<Duration>();
        for (int push = 0; push < PUSHES; push++) {
            Pushed pushed = team.forge()
                    .push(team.repository(), team.branch(), "Change", Map.of("BENCH.md", "push " + push + "\n"));
            var fetch = CompletableFuture.supplyAsync(() -> fetchByHand(clone, pushed), Thread::startVirtualThread);
            Instant seen = Waiting.until(
                    TIMEOUT,
                    POLL_INTERVAL,
                    pushed.sha() + " in the mirror",
                    () -> Optional.of(clock.instant()).filter(_ -> mirror.shows(team.repository(), pushed.sha())));
            measured.add(Duration.between(pushed.appliedAt(), seen));
            byHand.add(fetch.join());
        }
        return measured;
    }

    /** From the push to the end of a fetch that was started as soon as the push was reported. */
    private Duration fetchByHand(Path clone, Pushed pushed) {
        GitCommand.run(clone, "fetch", "--quiet");
        Duration took = Duration.between(pushed.appliedAt(), clock.instant());
        String fetched = GitCommand.run(clone, "rev-parse", "origin/" + team.branch());
        if (!fetched.equals(pushed.sha())) {
            throw new UnexpectedAnswer("git fetch brought %s, not %s".formatted(fetched, pushed.sha()));
        }
        return took;
    }

    private List<Duration> measureChanges() throws InterruptedException {
        var measured = new ArrayList<Duration>();
        for (int change = 0; change < CHANGES; change++) {
            String branch = "bench-" + change;
            team.forge().push(team.repository(), branch, "Change", Map.of("CHANGE.md", branch + "\n"));
            PullRequest opened = team.forge().openPullRequest(team.repository(), "Change " + change, branch);
            CheckRun run = Waiting.until(
                    TIMEOUT,
                    "a completed check run of " + opened.sha(),
                    () -> team.forge().checkRuns(team.repository(), opened.sha()).stream()
                            .filter(candidate ->
                                    "completed".equals(candidate.now().status()))
                            .findFirst());
            measured.add(
                    Duration.between(opened.openedAt(), run.history().getFirst().at()));
        }
        return measured;
    }

    private SteadyLoad.Outcome measureDeliveries(Duration length) throws IOException, InterruptedException {
        JsonNode payload = team.forge().newestPayload("push");
        String secret = platform.key("webhook-secret");
        URI address = platform.url("gateway").resolve("/webhooks/github");
        var load = new SteadyLoad(http, DELIVERIES_A_SECOND, length);
        return load.measure(
                202, () -> new SignedDelivery(UUID.randomUUID(), "push", payload.toString()).request(address, secret));
    }
}
