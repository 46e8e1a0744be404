package dev.millrace.bench.git;

import dev.millrace.bench.git.PushWire.Answer;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.bench.platform.Rounds;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Pushes through a mirror compared with pushes straight to its upstream, which is {@code git http-backend} behind nginx
 * on the same machine: how much longer they take, and whether two racing clients, one each way, can make both sides
 * differ.
 */
public final class ForwardBench {

    private static final String REPOSITORY = "bench/forwarded";
    /**
     * A repository of its own: a mirror must first fetch what is pushed straight to its upstream; the races cover that.
     */
    private static final String BESIDE = "bench/straight";

    private static final String MAIN = "refs/heads/main";
    private static final int USUAL_ROUNDS = 500;
    private static final int WARM_UP = 60;
    private static final int MEASURED = 200;

    private final GitServer mirror;
    private final GitServer upstream;
    private final PushWire wire = new PushWire();

    private ForwardBench(GitServer mirror, GitServer upstream) {
        this.mirror = mirror;
        this.upstream = upstream;
    }

    /**
     * Runs the measurement.
     *
     * @param options {@code --rounds N} for another number of races than 500
     */
    public static void run(Path root, List<String> options) throws IOException, InterruptedException {
        int rounds = Rounds.of(options, USUAL_ROUNDS);
        try (var upstream = HttpBackend.start(root.resolve(".millrace/bench-http-backend"));
                var platform = BenchPlatform.start(root, Map.of("MILLRACE_OUTBOUND_ALLOWED", "127.0.0.1"))) {
            upstream.create(REPOSITORY);
            upstream.create(BESIDE);
            var mirror = MillraceServer.of(platform);
            mirror.follow(REPOSITORY, upstream.address(REPOSITORY));
            new ForwardBench(mirror, upstream).run(rounds);
        }
    }

    private void run(int rounds) throws InterruptedException {
        var first = SmallCommit.first("the beginning");
        if (wire.push(mirror, REPOSITORY, MAIN, PushWire.NOTHING, first) != Answer.ACCEPTED) {
            throw new UnexpectedAnswer("the first push through the mirror was not accepted");
        }
        if (wire.push(upstream, BESIDE, MAIN, PushWire.NOTHING, first) != Answer.ACCEPTED) {
            throw new UnexpectedAnswer("the first push to the upstream was not accepted");
        }
        long added = addedMillis(first.id());
        int diverged = races(first.id(), rounds);
        System.out.printf("RESULT forward added_p50_ms=%d diverged=%d%n", added, diverged);
    }

    /**
     * The median of the extra time of a push through the mirror over one straight to the upstream, made right before or
     * after.
     */
    private long addedMillis(String base) throws InterruptedException {
        var through = new Branch(mirror, REPOSITORY, base);
        var straight = new Branch(upstream, BESIDE, base);
        List<Duration> throughTook = new ArrayList<>();
        List<Duration> straightTook = new ArrayList<>();
        List<Duration> added = new ArrayList<>();
        for (int round = 0; round < WARM_UP + MEASURED; round++) {
            boolean mirrorFirst = round % 2 == 0;
            Duration one = (mirrorFirst ? through : straight).push(round);
            Duration other = (mirrorFirst ? straight : through).push(round);
            if (round >= WARM_UP) {
                throughTook.add(mirrorFirst ? one : other);
                straightTook.add(mirrorFirst ? other : one);
                added.add(throughTook.getLast().minus(straightTook.getLast()));
            }
        }
        System.out.println("through the mirror:       " + new Latencies(throughTook));
        System.out.println("straight to the upstream: " + new Latencies(straightTook));
        return new Latencies(added).quantileMillis(0.5);
    }

    /** How many races did not end as they must: with exactly one winner, whose commit both sides have. */
    private int races(String base, int rounds) throws InterruptedException {
        int diverged = 0;
        int throughWon = 0;
        String tip = base;
        try (var clients = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < rounds; round++) {
                String before = tip;
                var ours = SmallCommit.after(before, "through, round " + round);
                var theirs = SmallCommit.after(before, "straight, round " + round);
                Future<Answer> through = clients.submit(() -> wire.push(mirror, REPOSITORY, MAIN, before, ours));
                Future<Answer> straight = clients.submit(() -> wire.push(upstream, REPOSITORY, MAIN, before, theirs));
                boolean throughWins = answer(through) == Answer.ACCEPTED;
                boolean straightWins = answer(straight) == Answer.ACCEPTED;
                String winner = throughWins ? ours.id() : theirs.id();
                String loser = throughWins ? theirs.id() : ours.id();
                tip = wire.advertised(upstream, REPOSITORY, MAIN);
                String here = wire.served(mirror, REPOSITORY, MAIN);
                // a commit pushed straight to the upstream arrives here with a sync, or with the next push
                boolean follows = throughWins ? here.equals(winner) : !here.equals(loser);
                if (throughWins == straightWins || !tip.equals(winner) || !follows) {
                    diverged++;
                }
                throughWon += throughWins ? 1 : 0;
            }
            var last = SmallCommit.after(tip, "the end");
            if (wire.push(mirror, REPOSITORY, MAIN, tip, last) != Answer.ACCEPTED
                    || !wire.served(mirror, REPOSITORY, MAIN).equals(last.id())
                    || !wire.advertised(upstream, REPOSITORY, MAIN).equals(last.id())) {
                diverged++;
            }
        } catch (ExecutionException e) {
            throw new UnexpectedAnswer("a push could not be made: " + e.getCause(), e);
        }
        System.out.printf("%d races, %d won through the mirror%n", rounds, throughWon);
        return diverged;
    }

    private static Answer answer(Future<Answer> push) throws ExecutionException, InterruptedException {
        return push.get();
    }

    /** A branch that is moved by pushes on one of the two ways. */
    private final class Branch {

        private static final String REF = "refs/heads/measured";

        private final GitServer server;
        private final String repository;
        private String tip = PushWire.NOTHING;
        private String parent;

        Branch(GitServer server, String repository, String base) {
            this.server = server;
            this.repository = repository;
            this.parent = base;
        }

        Duration push(int round) throws InterruptedException {
            var commit = SmallCommit.after(parent, "%s, round %d".formatted(repository, round));
            long start = System.nanoTime();
            Answer answer = wire.push(server, repository, REF, tip, commit);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            if (answer != Answer.ACCEPTED) {
                throw new UnexpectedAnswer("push %d to %s was %s".formatted(round, repository, answer));
            }
            tip = commit.id();
            parent = commit.id();
            return took;
        }
    }
}
