package dev.millrace.bench.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.BenchTeam;
import dev.millrace.bench.platform.SignedDelivery;
import dev.millrace.standalone.client.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What is lost and what is duplicated when processes die: 2,000 deliveries are sent while each service in turn is
 * killed with SIGKILL and restarted by the platform. A delivery that is not acknowledged is sent again, as its forge
 * would redeliver it; afterwards the effects of every acknowledged one are counted at their destination, see
 * {@link Effects}.
 */
public final class KillBench {

    private static final int PUSHES = 1_800;
    private static final int CHANGES = 200;
    private static final List<String> SERVICES =
            List.of("ingest", "sync", "git-http", "pipeline", "insights", "webhook-delivery", "gateway");
    /** Deliveries are spread over the duration of the kills, with some before and after. */
    private static final Duration BETWEEN_DELIVERIES = Duration.ofMillis(50);

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(15);
    /** The pause that GitHub asks for between two writes would make 600 of them take ten minutes; the simulator does not. */
    private static final Map<String, String> NO_PAUSE_BETWEEN_WRITES =
            Map.of("MILLRACE_PIPELINE_CHECK_WRITE_SPACING", "20ms");

    /** Numbers that no pull request of the forge itself has. */
    private static final long FIRST_NUMBER = 1_000_000;

    private final BenchPlatform platform;
    private final BenchTeam team;

    private KillBench(BenchPlatform platform, BenchTeam team) {
        this.platform = platform;
        this.team = team;
    }

    public static void run(Path root) throws IOException, InterruptedException {
        try (var platform = BenchPlatform.start(root, NO_PAUSE_BETWEEN_WRITES)) {
            new KillBench(platform, BenchTeam.join(platform, root)).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        List<SignedDelivery> deliveries = deliveries();
        var sender = new RedeliveringSender(
                platform.url("gateway").resolve("/webhooks/github"), platform.key("webhook-secret"), TIMEOUT);
        int attempts;
        try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> kills = beside.submit(() -> {
                killEachInTurn();
                return null;
            });
            attempts = sender.send(deliveries, BETWEEN_DELIVERIES);
            BenchPlatform.join(kills);
        }
        System.out.printf("%d deliveries acknowledged with %d attempts%n", deliveries.size(), attempts);

        var expected = new Effects.Expected(team.repository(), pushRefs(), changeNumbers());
        var effects = new Effects(platform, team.forge(), expected);
        Effects.Count count = effects.countWhenSettled(SETTLE_TIMEOUT);
        System.out.println(count.table());
        System.out.printf(
                "RESULT kill acknowledged=%d lost=%d duplicated=%d%n",
                deliveries.size(), count.lost(), count.duplicated());
    }

    /** Real payloads of the forge, each changed to an occurrence of its own: another ref, or another pull request. */
    private List<SignedDelivery> deliveries() throws InterruptedException {
        var opened = openRealChange();
        ObjectNode push = (ObjectNode) team.forge().newestPayload("push");
        ObjectNode change = (ObjectNode) opened;
        var all = new ArrayList<SignedDelivery>();
        for (String ref : pushRefs()) {
            JsonNode payload = push.deepCopy().put("ref", ref);
            all.add(new SignedDelivery(UUID.randomUUID(), "push", payload.toString()));
        }
        for (long number : changeNumbers()) {
            ObjectNode payload = change.deepCopy().put("number", number);
            ((ObjectNode) payload.path("pull_request")).put("number", number).put("id", number);
            all.add(new SignedDelivery(UUID.randomUUID(), "pull_request", payload.toString()));
        }
        Collections.shuffle(all, new Random(1));
        return all;
    }

    /** Opens a pull request at the forge, for its payload, and waits until its build is finished. */
    private JsonNode openRealChange() throws InterruptedException {
        team.forge().push(team.repository(), "kill", "Change", Map.of("CHANGE.md", "kill\n"));
        var opened = team.forge().openPullRequest(team.repository(), "Kill", "kill");
        Waiting.until(
                TIMEOUT,
                "a completed check run",
                () -> team.forge().checkRuns(team.repository(), opened.sha()).stream()
                        .filter(run -> "completed".equals(run.now().status()))
                        .findFirst());
        return team.forge().newestPayload("pull_request");
    }

    private static List<String> pushRefs() {
        return IntStream.range(0, PUSHES)
                .mapToObj(number -> "refs/heads/kill/" + number)
                .toList();
    }

    private static List<Long> changeNumbers() {
        return LongStream.range(FIRST_NUMBER, FIRST_NUMBER + CHANGES).boxed().toList();
    }

    private void killEachInTurn() throws InterruptedException {
        for (String service : SERVICES) {
            System.out.println("kill -9 " + service);
            platform.kill(service, TIMEOUT);
        }
    }
}
