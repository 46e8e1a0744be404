package dev.millrace.bench.git;

import dev.millrace.bench.git.FetchWire.Fetched;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Our service compared with {@code git http-backend} behind nginx: the same requests on copies of the same
 * repositories, alternately. Ratios are ours divided by theirs: of throughputs where the case measures one, of times
 * otherwise.
 */
public final class GitBench {

    private static final int USUAL_ROUNDS = 5;
    private static final int CLONES_AT_ONCE = 8;
    private static final int SECONDS_OF_THROUGHPUT = 5;
    private static final int PUSHES_IN_A_ROUND = 20;
    private static final Duration MAINTENANCE_TIMEOUT = Duration.ofMinutes(3);

    private static final String REPOSITORY = "bench/repository";
    private static final String WIDE = "bench/wide";
    private static final String OTHER = "bench/other";

    private final MillraceServer ours;
    private final MillraceServer otherTeam;
    private final HttpBackend theirs;
    private final Path bare;
    private final Path wide;
    private final Wrk wrk;
    private final PushWire pushWire = new PushWire();
    private final Ratios ratios = new Ratios();
    private final Set<String> cases;
    private final Set<String> warm = new HashSet<>();
    private int renewals;

    private GitBench(
            MillraceServer ours,
            MillraceServer otherTeam,
            HttpBackend theirs,
            Path bare,
            Path wide,
            Path scratch,
            Set<String> cases) {
        this.cases = cases;
        this.ours = ours;
        this.otherTeam = otherTeam;
        this.theirs = theirs;
        this.bare = bare;
        this.wide = wide;
        this.wrk = new Wrk(scratch, SECONDS_OF_THROUGHPUT);
    }

    /**
     * Runs the measurement.
     *
     * @param options {@code --repo PATH} for the user's own repository instead of a generated one, {@code --rounds N}
     *     for another number of rounds than 5, {@code --cases NAME,NAME...} for some cases only, named as in the
     *     results
     */
    public static void run(Path root, List<String> options) throws IOException, InterruptedException {
        Path data = root.resolve(".millrace/bench-repositories");
        Map<String, String> chosen = byName(options);
        Path bare = chosen.containsKey("--repo")
                ? Path.of(chosen.get("--repo")).toAbsolutePath()
                : GeneratedRepository.in(data);
        int rounds = Integer.parseInt(chosen.getOrDefault("--rounds", Integer.toString(USUAL_ROUNDS)));
        Set<String> cases =
                chosen.containsKey("--cases") ? Set.of(chosen.get("--cases").split(",", -1)) : Set.of();
        Path wide = WideRepository.in(data);
        try (var platform = BenchPlatform.start(root, Map.of());
                var theirs = HttpBackend.start(root.resolve(".millrace/bench-http-backend"))) {
            new GitBench(
                            MillraceServer.of(platform),
                            MillraceServer.of(platform, "bench-other"),
                            theirs,
                            bare,
                            wide,
                            platform.scratch(),
                            cases)
                    .run(rounds);
        }
        if (cases.isEmpty() || cases.contains("cold-clone")) {
            ColdClone.run(root, bare);
        }
    }

    private static Map<String, String> byName(List<String> options) {
        if (options.size() % 2 != 0 || !Set.of("--repo", "--rounds", "--cases").containsAll(names(options))) {
            throw new UnexpectedAnswer("the options are --repo PATH, --rounds N and --cases NAME,NAME...");
        }
        var chosen = new HashMap<String, String>();
        for (int at = 0; at < options.size(); at += 2) {
            chosen.put(options.get(at), options.get(at + 1));
        }
        return chosen;
    }

    private static List<String> names(List<String> options) {
        return IntStream.range(0, options.size())
                .filter(at -> at % 2 == 0)
                .mapToObj(options::get)
                .toList();
    }

    private void run(int rounds) throws InterruptedException {
        theirs.host(REPOSITORY, bare);
        theirs.host(WIDE, wide);
        ours.host(REPOSITORY, bare);
        ours.host(WIDE, wide);
        theirs.host(OTHER, bare);
        otherTeam.host(OTHER, bare);
        ours.awaitMaintained(REPOSITORY, MAINTENANCE_TIMEOUT);
        List<String> tips = tips(bare, "refs/heads", "refs/tags");
        List<String> main = List.of(GitCommand.run(bare, "rev-parse", "HEAD"));
        List<String> before = List.of(GitCommand.run(bare, "rev-parse", "HEAD~50"));
        byte[] clone = FetchWire.fetch(tips, List.of(), List.of());
        byte[] single = FetchWire.fetch(main, List.of(), List.of());
        byte[] blobless = FetchWire.fetch(tips, List.of(), List.of("filter blob:none"));
        byte[] shallow = FetchWire.fetch(main, List.of(), List.of("deepen 1"));
        byte[] incremental = FetchWire.fetch(main, before, List.of());

        // both warm, and both return the same objects
        for (byte[] request : List.of(clone, single, blobless, shallow, incremental)) {
            check(fetch(ours, request), fetch(theirs, request));
            fetch(ours, request);
        }
        for (int round = 0; round < rounds; round++) {
            int number = round;
            measure(
                    "info-refs",
                    () -> throughput(
                            "info-refs", server -> wrk.get(server, REPOSITORY, "/info/refs?service=git-upload-pack")));
            measure(
                    "ls-refs",
                    () -> throughput(
                            "ls-refs",
                            server -> wrk.upload(
                                    server,
                                    REPOSITORY,
                                    FetchWire.lsRefs(List.of("HEAD", "refs/heads/", "refs/tags/")))));
            measure(
                    "ls-refs-wide",
                    () -> throughput("ls-refs-wide", server -> wrk.upload(server, WIDE, FetchWire.lsRefs(List.of()))));
            measure(
                    "ls-refs-wide-prefix",
                    () -> throughput(
                            "ls-refs-wide-prefix",
                            server -> wrk.upload(server, WIDE, FetchWire.lsRefs(List.of(WideRepository.ONE_GROUP)))));
            measure(
                    "ls-refs-attacked",
                    () -> listsDuring("ls-refs-attacked", main.getFirst(), FetchAttack.collidingIds()));
            measure("ls-refs-packing", () -> listsDuring("ls-refs-packing", main.getFirst(), List.of(firstCommit())));
            measure("full-clone", () -> clones(clone));
            measure("single-branch", () -> times("single-branch", single));
            measure("blob-none", () -> times("blob-none", blobless));
            measure("depth-1", () -> times("depth-1", shallow));
            measure(
                    "incremental-fetch",
                    () -> throughput("incremental-fetch", server -> wrk.upload(server, REPOSITORY, incremental)));
            measure("push", () -> ratios.add("push", pushes(ours, number), pushes(theirs, number)));
            measure("concurrent-clones", () -> {
                renew();
                ratios.add("concurrent-clones", together(ours, clone), together(theirs, clone));
            });
            System.out.println("round " + (round + 1) + " of " + rounds + " is done");
        }
        System.out.print(ratios.table());
        System.out.print(ratios.results());
    }

    private static List<String> tips(Path bare, String... patterns) {
        var command = new ArrayList<>(List.of("for-each-ref", "--format=%(objectname)"));
        command.addAll(List.of(patterns));
        return GitCommand.run(bare, command.toArray(String[]::new))
                .lines()
                .distinct()
                .toList();
    }

    private static Fetched fetch(GitServer server, byte[] request) {
        return FetchWire.fetch(server, REPOSITORY, request);
    }

    private static void check(Fetched ours, Fetched theirs) {
        System.out.printf(
                "objects: ours %d in %d bytes, git http-backend %d in %d bytes%n",
                ours.objects(), ours.packBytes(), theirs.objects(), theirs.packBytes());
        // a server may send a few more than were requested, never fewer
        if (ours.objects() < theirs.objects() * 0.99) {
            throw new UnexpectedAnswer("our pack has fewer objects");
        }
    }

    private void measure(String name, Case one) throws InterruptedException {
        if (cases.isEmpty() || cases.contains(name)) {
            one.run();
        }
    }

    /** Measures one thing on both servers. */
    @FunctionalInterface
    private interface Case {
        void run() throws InterruptedException;
    }

    /** A measurement on one server. */
    @FunctionalInterface
    private interface Measurement {
        Wrk.Rate of(GitServer server) throws InterruptedException;
    }

    private void throughput(String name, Measurement measurement) throws InterruptedException {
        if (warm.add(name)) {
            // a virtual machine compiles what is called often, and the first seconds are not typical
            measurement.of(ours);
            measurement.of(ours);
            measurement.of(theirs);
        }
        Wrk.Rate our = measurement.of(ours);
        Wrk.Rate their = measurement.of(theirs);
        System.out.printf("%-20s median latency: ours %s, git http-backend %s%n", name, our.median(), their.median());
        ratios.add(name, our.perSecond(), their.perSecond());
    }

    private void listsDuring(String name, String want, List<String> haves) throws InterruptedException {
        FetchAttack onOurs = new FetchAttack(ours, REPOSITORY, want, haves);
        Latencies our = onOurs.listsOf(otherTeam, OTHER);
        FetchAttack onTheirs = new FetchAttack(theirs, REPOSITORY, want, haves);
        Latencies their = onTheirs.listsOf(theirs, OTHER);
        System.out.printf(
                "%-20s ours %s, attack: %s; git http-backend %s, attack: %s%n",
                name, our, onOurs.responses(), their, onTheirs.responses());
        ratios.add(name, our.quantileMillis(0.99), their.quantileMillis(0.99));
    }

    private String firstCommit() {
        return GitCommand.run(bare, "rev-list", "--max-parents=0", "HEAD")
                .lines()
                .findFirst()
                .orElseThrow();
    }

    /** Moves a ref on both sides, so that no server answers the next request from its cache of an earlier one. */
    private void renew() throws InterruptedException {
        renewals++;
        var commit = SmallCommit.after(GitCommand.run(bare, "rev-parse", "HEAD"), "renewal " + renewals);
        for (GitServer server : List.of(ours, theirs)) {
            pushWire.push(server, REPOSITORY, "refs/heads/renewed-" + renewals, PushWire.NOTHING, commit);
        }
    }

    private void clones(byte[] request) throws InterruptedException {
        renew();
        Duration ourTime = ours.processorTime();
        Fetched our = FetchWire.counted(ours, REPOSITORY, request);
        ourTime = ours.processorTime().minus(ourTime);
        Duration theirTime = theirs.processorTime();
        Fetched their = FetchWire.counted(theirs, REPOSITORY, request);
        theirTime = theirs.processorTime().minus(theirTime);
        ratios.add("full-clone", our.lastByte().toMillis(), their.lastByte().toMillis());
        ratios.add("full-clone-cpu", ourTime.toMillis(), theirTime.toMillis());
        ratios.add("first-byte", our.firstByte().toMillis(), their.firstByte().toMillis());
    }

    private void times(String name, byte[] request) throws InterruptedException {
        renew();
        ratios.add(
                name,
                fetch(ours, request).lastByte().toMillis(),
                fetch(theirs, request).lastByte().toMillis());
    }

    /** Median of several pushes of one small commit each, in milliseconds. */
    private double pushes(GitServer server, int round) throws InterruptedException {
        String ref = "refs/heads/pushed-" + round;
        String at = GitCommand.run(bare, "rev-parse", "HEAD");
        String before = PushWire.NOTHING;
        var times = new ArrayList<Double>();
        for (int push = 0; push < PUSHES_IN_A_ROUND; push++) {
            var commit = SmallCommit.after(at, "push %d of round %d".formatted(push, round));
            long start = System.nanoTime();
            PushWire.Answer answer = pushWire.push(server, REPOSITORY, ref, before, commit);
            times.add((System.nanoTime() - start) / 1e6);
            if (answer != PushWire.Answer.ACCEPTED) {
                throw new UnexpectedAnswer("a push ended as " + answer);
            }
            before = commit.id();
            at = commit.id();
        }
        return times.stream().sorted().skip(PUSHES_IN_A_ROUND / 2).findFirst().orElseThrow();
    }

    /** Time until the last of several concurrent clones has arrived, in milliseconds. */
    private double together(GitServer server, byte[] request) throws InterruptedException {
        long start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(CLONES_AT_ONCE)) {
            Callable<Fetched> clone = () -> fetch(server, request);
            for (var done : threads.invokeAll(Collections.nCopies(CLONES_AT_ONCE, clone))) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new UnexpectedAnswer("one of several clones failed: " + e.getCause(), e);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
