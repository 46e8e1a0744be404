package dev.millrace.bench.git;

import dev.millrace.bench.git.Histories.Push;
import dev.millrace.bench.git.PushWire.Answer;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Rounds;
import dev.millrace.bench.platform.WebhookRecorder;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import dev.millrace.standalone.process.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What is lost when processes die while clients push, some through a mirror and one straight to its upstream: in each
 * round the sync worker, git-http, webhook-delivery, PostgreSQL or Kafka gets SIGKILL at a random moment and is
 * restarted by the platform. Afterwards both sides are compared with each other, with the responses that the clients
 * got, and with the webhook deliveries.
 */
public final class KillSyncBench {

    private static final String REPOSITORY = "bench/killed";
    private static final String MAIN = "refs/heads/main";
    private static final int BRANCHES = 4;
    /**
     * Enough that a kill often hits a push in progress, and no more: a restarting process needs the processors, too.
     */
    private static final int CLIENTS_THROUGH_THE_MIRROR = 2;

    private static final int USUAL_ROUNDS = 100;
    private static final List<String> VICTIMS = List.of("sync", "git-http", "webhook-delivery", "postgresql", "kafka");
    private static final Duration BETWEEN_PUSHES = Duration.ofMillis(200);
    private static final Duration SHORTEST_PEACE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PEACE = Duration.ofSeconds(4);
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(5);

    private static final Map<String, String> SETTINGS = Map.of(
            "MILLRACE_OUTBOUND_ALLOWED", "127.0.0.1",
            // a pass is nearly always running, so that a kill hits one
            "MILLRACE_SYNC_SWEEP_INTERVAL", "1S",
            // a lease of a minute would outlast several rounds
            "MILLRACE_WEBHOOKS_LEASE", "PT15S",
            // limits backoffs that grew while PostgreSQL was often unavailable
            "MILLRACE_SYNC_LONGEST_BACKOFF", "5S");

    private final BenchPlatform platform;
    private final MillraceServer mirror;
    private final HttpBackend upstream;
    private final WebhookRecorder recorder;
    private final PushWire wire = new PushWire();
    private final Queue<Push> pushes = new ConcurrentLinkedQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);

    private KillSyncBench(
            BenchPlatform platform, MillraceServer mirror, HttpBackend upstream, WebhookRecorder recorder) {
        this.platform = platform;
        this.mirror = mirror;
        this.upstream = upstream;
        this.recorder = recorder;
    }

    /**
     * Runs the measurement.
     *
     * @param options {@code --rounds N} for another number of kills than 100
     */
    public static void run(Path root, List<String> options) throws IOException, InterruptedException {
        int rounds = Rounds.of(options, USUAL_ROUNDS);
        try (var upstream = HttpBackend.start(root.resolve(".millrace/bench-http-backend"));
                var recorder = WebhookRecorder.start();
                var platform = BenchPlatform.start(root, SETTINGS)) {
            var mirror = MillraceServer.of(platform);
            upstream.create(REPOSITORY);
            mirror.follow(REPOSITORY, upstream.address(REPOSITORY));
            mirror.report(REPOSITORY, recorder.address());
            new KillSyncBench(platform, mirror, upstream, recorder).run(rounds);
        }
    }

    private void run(int rounds) throws IOException, InterruptedException {
        String base = begin();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                List<Future<?>> work = new ArrayList<>();
                work.add(clients.submit(() -> pushUntilOver("straight", upstream, base)));
                for (int client = 1; client <= CLIENTS_THROUGH_THE_MIRROR; client++) {
                    String name = "through the mirror " + client;
                    work.add(clients.submit(() -> pushUntilOver(name, mirror, base)));
                }
                killInTurns(rounds);
                over.countDown();
                for (Future<?> one : work) {
                    BenchPlatform.join(one);
                }
            } finally {
                over.countDown();
            }
        }
        System.out.println("pushes: " + counted());
        compare(rounds);
    }

    /** Pushes one commit each way, so that both ways are known to work before any process dies. */
    private String begin() throws InterruptedException {
        var first = SmallCommit.first("the beginning");
        var second = SmallCommit.after(first.id(), "straight to the upstream");
        if (wire.push(mirror, REPOSITORY, MAIN, PushWire.NOTHING, first) != Answer.ACCEPTED
                || wire.push(upstream, REPOSITORY, MAIN, first.id(), second) != Answer.ACCEPTED) {
            throw new UnexpectedAnswer("the first pushes were not accepted");
        }
        for (var commit : List.of(first, second)) {
            pushes.add(new Push(MAIN, commit.id(), Answer.ACCEPTED));
        }
        String expected = second.id();
        Waiting.until(
                TIMEOUT, "what was pushed to the upstream", () -> servedMain().filter(expected::equals));
        return expected;
    }

    private Optional<String> servedMain() {
        return Optional.ofNullable(mirrorRefs().get(MAIN));
    }

    private void killInTurns(int rounds) throws InterruptedException {
        var random = new Random();
        List<String> order = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            if (order.isEmpty()) {
                order.addAll(VICTIMS);
                Collections.shuffle(order, random);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextLong(SHORTEST_PEACE.toMillis(), LONGEST_PEACE.toMillis()));
            String victim = order.removeLast();
            long start = System.nanoTime();
            platform.kill(victim, TIMEOUT);
            // processes that were connected to the dead one recover by themselves
            for (String process : VICTIMS) {
                Waiting.until(TIMEOUT, process, () -> Optional.of(process).filter(platform::isReady));
            }
            System.out.printf(
                    "round %d: kill -9 %s, all ready again after %d ms; pushes so far: %s%n",
                    round, victim, millisSince(start), counted());
        }
    }

    private String counted() {
        return "%d accepted, %d rejected, %d unknown"
                .formatted(count(Answer.ACCEPTED), count(Answer.REJECTED), count(Answer.UNKNOWN));
    }

    private long count(Answer answer) {
        return pushes.stream().filter(push -> push.answer() == answer).count();
    }

    private boolean pushUntilOver(String name, GitServer server, String base) throws InterruptedException {
        var random = new Random();
        for (int number = 0; !over.await(BETWEEN_PUSHES.toMillis(), TimeUnit.MILLISECONDS); number++) {
            String ref = "refs/heads/shared-" + random.nextInt(BRANCHES);
            push(server, ref, base, "%s, push %d".formatted(name, number)).ifPresent(pushes::add);
        }
        return true;
    }

    /** Empty if nothing was sent, because the server did not report the value of the ref. */
    private Optional<Push> push(GitServer server, String ref, String base, String content) throws InterruptedException {
        String before;
        try {
            before = wire.advertised(server, REPOSITORY, ref);
        } catch (UnexpectedAnswer e) {
            return Optional.empty();
        }
        var commit = SmallCommit.after(before.equals(PushWire.NOTHING) ? base : before, content);
        return Optional.of(new Push(ref, commit.id(), send(server, ref, before, commit)));
    }

    private Answer send(GitServer server, String ref, String before, SmallCommit commit) throws InterruptedException {
        try {
            return wire.send(server, REPOSITORY, ref, before, commit);
        } catch (UnexpectedAnswer e) {
            return Answer.UNKNOWN; // the response was aborted
        }
    }

    private void compare(int rounds) throws IOException, InterruptedException {
        Set<String> differing = settled("both sides to agree", () -> differing(upstreamRefs(), mirrorRefs()));
        Map<String, String> there = upstreamRefs();
        Set<String> unreported = settled("webhooks to report all moves", () -> recorder.gaps(there));
        Histories histories = Histories.read(
                copy("mirror", mirror.cloneUrl(REPOSITORY)),
                copy("upstream", upstream.address(REPOSITORY).toString()),
                there.keySet());
        List<Push> all = List.copyOf(pushes);

        int lost = reported("accepted pushes missing", histories.lost(all))
                + reported("refs whose moves a webhook did not report", unreported);
        int diverged = reported("refs that differ", differing)
                + reported("rejected pushes that are there", histories.smuggled(all))
                + reported("commits that no client pushed", histories.strangers(all, MAIN));
        int duplicates = reported("webhook deliveries that contradict others", recorder.duplicates());
        System.out.printf(
                "webhook deliveries: %d, %d of them repetitions%n",
                recorder.received(), recorder.received() - recorder.distinct());
        System.out.printf(
                "RESULT kill-sync rounds=%d diverged=%d lost=%d duplicates=%d%n", rounds, diverged, lost, duplicates);
    }

    /** Prints how many there are, and which; returns how many. */
    private static int reported(String what, Collection<?> found) {
        System.out.printf("%s: %d%n", what, found.size());
        found.forEach(one -> System.out.println("  " + one));
        return found.size();
    }

    /** Waits until a set is empty; returns what remains if that takes too long. */
    private static Set<String> settled(String what, Supplier<Set<String>> rest) throws InterruptedException {
        long start = System.nanoTime();
        try {
            Waiting.until(SETTLE_TIMEOUT, what, () -> nothing(rest));
            System.out.printf("waited %d ms for %s%n", millisSince(start), what);
            return Set.of();
        } catch (UnexpectedAnswer e) {
            System.out.println(e.getMessage());
            return rest.get();
        }
    }

    private static Optional<Boolean> nothing(Supplier<Set<String>> rest) {
        try {
            return Optional.of(rest.get().isEmpty()).filter(Boolean::booleanValue);
        } catch (UnexpectedAnswer e) {
            return Optional.empty(); // the process that was killed last is not quite ready
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static Set<String> differing(Map<String, String> one, Map<String, String> other) {
        Set<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        names.removeIf(name -> one.getOrDefault(name, "").equals(other.getOrDefault(name, "")));
        return names;
    }

    private Map<String, String> mirrorRefs() {
        return GitCommand.refs(Path.of("."), mirror.cloneUrl(REPOSITORY));
    }

    private Map<String, String> upstreamRefs() {
        return GitCommand.refs(Path.of("."), upstream.address(REPOSITORY).toString());
    }

    /** A clone in which {@code git fsck} found no errors. */
    private Path copy(String name, String address) throws IOException {
        Path scratch = platform.scratch();
        Path folder = scratch.resolve(name + ".git");
        FileTree.delete(folder);
        GitCommand.run(scratch, "clone", "--quiet", "--mirror", address, folder.toString());
        GitCommand.run(folder, "fsck", "--no-dangling");
        return folder;
    }
}
