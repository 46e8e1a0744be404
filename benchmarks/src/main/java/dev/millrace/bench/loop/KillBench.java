package dev.millrace.bench.loop;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.BenchTeam;
import dev.millrace.bench.platform.SignedDelivery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

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

    private List<SignedDelivery> deliveries() throws InterruptedException {
        var occurrences = Occurrences.of(team);
        var all = new ArrayList<SignedDelivery>();
        IntStream.range(0, PUSHES).mapToObj(occurrences::push).forEach(all::add);
        IntStream.range(0, CHANGES).mapToObj(occurrences::change).forEach(all::add);
        Collections.shuffle(all, new Random(1));
        return all;
    }

    private static List<String> pushRefs() {
        return IntStream.range(0, PUSHES).mapToObj(Occurrences::ref).toList();
    }

    private static List<Long> changeNumbers() {
        return IntStream.range(0, CHANGES).mapToObj(Occurrences::changeNumber).toList();
    }

    private void killEachInTurn() throws InterruptedException {
        for (String service : SERVICES) {
            System.out.println("kill -9 " + service);
            platform.kill(service, TIMEOUT);
        }
    }
}
