package dev.millrace.bench.sync;

import dev.millrace.bench.git.GeneratedRepository;
import dev.millrace.bench.git.HttpBackend;
import dev.millrace.bench.git.MillraceServer;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import dev.millrace.standalone.process.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The first sync of a large repository compared with {@code git clone --mirror}, both from {@code git http-backend}
 * behind nginx on the same machine; from the sync request to all refs in the mirror.
 */
final class FirstImport {

    private static final String UPSTREAM = "bench/large";
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final MillraceServer ours;
    private final HttpBackend upstream;
    private final Path scratch;

    private FirstImport(MillraceServer ours, HttpBackend upstream, Path scratch) {
        this.ours = ours;
        this.upstream = upstream;
        this.scratch = scratch;
    }

    /** Runs the measurement; returns the result line: the median over the rounds of our time divided by git's. */
    static String measure(Path root, SyncOptions options) throws IOException, InterruptedException {
        Path bare = options.source().isPresent()
                ? options.source().get()
                : GeneratedRepository.in(root.resolve(".millrace/bench-repositories"));
        try (var upstream = HttpBackend.start(root.resolve(".millrace/bench-http-backend"));
                var platform = BenchPlatform.start(root, Map.of("MILLRACE_OUTBOUND_ALLOWED", "127.0.0.1"))) {
            upstream.host(UPSTREAM, bare);
            var imports = new FirstImport(MillraceServer.of(platform), upstream, platform.scratch());
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < options.rounds(); round++) {
                ratios.add(imports.round(round));
            }
            double median =
                    ratios.stream().sorted().skip(ratios.size() / 2).findFirst().orElseThrow();
            return String.format(Locale.ROOT, "RESULT sync import ratio=%.2f", median);
        }
    }

    private double round(int number) throws IOException, InterruptedException {
        Duration git = byGit();
        Duration our = byUs("bench/imported-" + number);
        double ratio = (double) our.toMillis() / git.toMillis();
        System.out.printf(
                Locale.ROOT,
                "import, round %d: ours %.2f s, git clone --mirror %.2f s, ratio %.2f%n",
                number + 1,
                our.toMillis() / 1000.0,
                git.toMillis() / 1000.0,
                ratio);
        // the imported repository is repacked, which must not disturb the next round
        ours.awaitNoMaintenance(TIMEOUT);
        return ratio;
    }

    private Duration byGit() throws IOException {
        Path clone = scratch.resolve("by-git.git");
        long start = System.nanoTime();
        GitCommand.run(
                scratch,
                "clone",
                "--quiet",
                "--mirror",
                upstream.address(UPSTREAM).toString(),
                clone.toString());
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        FileTree.delete(clone);
        return took;
    }

    private Duration byUs(String mirror) throws InterruptedException {
        ours.attach(mirror, upstream.address(UPSTREAM));
        long start = System.nanoTime();
        ours.sync(mirror);
        Waiting.until(TIMEOUT, POLL_INTERVAL, "the import of " + mirror, () -> ours.synced(mirror));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        String address = upstream.address(UPSTREAM).toString();
        if (!GitCommand.refs(scratch, ours.cloneUrl(mirror)).equals(GitCommand.refs(scratch, address))) {
            throw new UnexpectedAnswer("the refs of %s are not those of its upstream".formatted(mirror));
        }
        return took;
    }
}
