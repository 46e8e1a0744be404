package dev.millrace.bench.git;

import dev.millrace.bench.git.PushWire.Answer;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Many pushes to one repository from several clients, which collide on the same refs, through two instances of the
 * service. Afterwards the history of each ref is compared with the pushes that were accepted: each must be in it, and
 * nothing else.
 */
public final class PushBench {

    private static final String REPOSITORY = "bench/pushed";
    private static final int PUSHES_A_SECOND = 50;
    private static final int WARM_UP = 5 * PUSHES_A_SECOND;
    private static final int PUSHES = 30 * PUSHES_A_SECOND;
    private static final int CLIENTS = 24;
    private static final int REFS = 20;

    private final List<GitServer> instances;
    private final PushWire wire = new PushWire();

    private PushBench(List<GitServer> instances) {
        this.instances = instances;
    }

    /** Runs the measurement. */
    public static void run(Path root) throws IOException, InterruptedException {
        Path narrow = WideRepository.narrowIn(root.resolve(".millrace/bench-repositories"));
        try (var platform = BenchPlatform.start(root, Map.of());
                var second = SecondInstance.of(
                        platform.find("git-http").orElseThrow(),
                        platform.scratch().resolve("git-http-2.log"),
                        Map.of())) {
            var first = MillraceServer.of(platform);
            first.host(REPOSITORY, narrow);
            new PushBench(List.of(first, first.at(second.address()))).run();
        }
    }

    /**
     * A push and its result.
     *
     * @param took from when it was due
     */
    private record Attempt(String ref, String before, String after, Answer answer, Duration took) {}

    private void run() throws InterruptedException {
        String base = wire.advertised(instances.getFirst(), REPOSITORY, "refs/heads/main");
        List<Attempt> attempts = new ArrayList<>(load(base, WARM_UP, 1));
        List<Attempt> measured = load(base, PUSHES, 2);
        attempts.addAll(measured);
        long accepted = measured.stream()
                .filter(attempt -> attempt.answer() == Answer.ACCEPTED)
                .count();
        long rejected = measured.stream()
                .filter(attempt -> attempt.answer() == Answer.REJECTED)
                .count();
        var latencies = new Latencies(measured.stream().map(Attempt::took).toList());
        System.out.printf(
                "%d pushes at %d/s through %d instances: %d accepted, %d came second and were rejected, %d unknown%n",
                measured.size(),
                PUSHES_A_SECOND,
                instances.size(),
                accepted,
                rejected,
                measured.size() - accepted - rejected);
        System.out.println("from due to answered: " + latencies);
        System.out.printf("RESULT push lost=%d p99_ms=%d%n", lost(attempts), latencies.quantileMillis(0.99));
    }

    private List<Attempt> load(String base, int howMany, int seed) throws InterruptedException {
        var random = new Random(seed);
        long start = System.nanoTime();
        List<Future<Attempt>> sent = new ArrayList<>();
        try (var clients = Executors.newScheduledThreadPool(CLIENTS)) {
            for (int number = 0; number < howMany; number++) {
                long due = start + number * (Duration.ofSeconds(1).toNanos() / PUSHES_A_SECOND);
                String ref = "refs/heads/busy-" + random.nextInt(REFS);
                GitServer instance = instances.get(number % instances.size());
                String content = "push %d of load %d".formatted(number, seed);
                sent.add(clients.schedule(
                        () -> push(instance, ref, base, content, due), due - System.nanoTime(), TimeUnit.NANOSECONDS));
            }
            List<Attempt> attempts = new ArrayList<>();
            for (Future<Attempt> one : sent) {
                attempts.add(one.get());
            }
            return attempts;
        } catch (ExecutionException e) {
            throw new UnexpectedAnswer("a push could not be made: " + e.getCause(), e);
        }
    }

    private Attempt push(GitServer instance, String ref, String base, String content, long due)
            throws InterruptedException {
        String before = wire.advertised(instance, REPOSITORY, ref);
        var commit = SmallCommit.after(before.equals(PushWire.NOTHING) ? base : before, content);
        Answer answer = wire.send(instance, REPOSITORY, ref, before, commit);
        return new Attempt(ref, before, commit.id(), answer, Duration.ofNanos(System.nanoTime() - due));
    }

    /**
     * Accepted pushes that are not in the history of their ref, as both instances report it, or that replaced another.
     */
    private int lost(List<Attempt> attempts) throws InterruptedException {
        int lost = 0;
        for (int number = 0; number < REFS; number++) {
            String ref = "refs/heads/busy-" + number;
            List<Attempt> possible = attempts.stream()
                    .filter(attempt -> attempt.ref().equals(ref) && attempt.answer() != Answer.REJECTED)
                    .toList();
            String tip = wire.advertised(instances.getFirst(), REPOSITORY, ref);
            if (!tip.equals(wire.advertised(instances.getLast(), REPOSITORY, ref))) {
                throw new UnexpectedAnswer("the instances do not agree on " + ref);
            }
            long inHistory = 0;
            for (String at = tip; !at.equals(PushWire.NOTHING); ) {
                String id = at;
                Attempt made = possible.stream()
                        .filter(attempt -> attempt.after().equals(id))
                        .findFirst()
                        .orElseThrow(() -> new UnexpectedAnswer("no client pushed %s to %s".formatted(id, ref)));
                inHistory += made.answer() == Answer.ACCEPTED ? 1 : 0;
                at = made.before();
            }
            long accepted = possible.stream()
                    .filter(attempt -> attempt.answer() == Answer.ACCEPTED)
                    .count();
            lost += (int) (accepted - inHistory);
        }
        return lost;
    }
}
