package dev.millrace.bench.git;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.standalone.client.GitCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/**
 * The first clone of a repository through a node that has none of it, with packs in S3 at 15 ms per read. The node's
 * code is warm, from clones of another repository; its cache is not.
 */
final class ColdClone {

    private static final Duration READ = Duration.ofMillis(15);
    private static final double REFERENCE_BYTES = 75e6;
    private static final int ROUNDS = 3;
    private static final int WARMING_CLONES = 3;
    private static final Duration MAINTENANCE_TIMEOUT = Duration.ofMinutes(3);
    private static final String OTHER = "bench/other";

    private ColdClone() {}

    /** Runs the measurement, and prints the median. */
    static void run(Path root, Path bare) throws IOException, InterruptedException {
        var seconds = new ArrayList<Double>();
        try (var bucket = SlowBucket.start(root.resolve(".millrace/bench-bucket"), READ);
                var platform = BenchPlatform.start(root, bucket.settings())) {
            var first = MillraceServer.of(platform);
            List<String> repositories = new ArrayList<>(List.of(OTHER));
            for (int round = 0; round < ROUNDS; round++) {
                repositories.add("bench/cold-" + round);
            }
            for (String repository : repositories) {
                first.host(repository, bare);
                first.awaitMaintained(repository, MAINTENANCE_TIMEOUT);
            }
            var settings = new HashMap<String, String>();
            settings.put(
                    "MILLRACE_GIT_CACHE_DIRECTORY",
                    platform.scratch().resolve("cold-cache").toString());
            try (var node = SecondInstance.of(
                    platform.find("git-http").orElseThrow(), platform.scratch().resolve("cold.log"), settings)) {
                var cold = first.at(node.address());
                byte[] clone = FetchWire.fetch(
                        GitCommand.run(bare, "for-each-ref", "--format=%(objectname)", "refs/heads", "refs/tags")
                                .lines()
                                .distinct()
                                .toList(),
                        List.of(),
                        List.of());
                for (int warming = 0; warming < WARMING_CLONES; warming++) {
                    FetchWire.fetch(cold, OTHER, clone);
                }
                for (int round = 0; round < ROUNDS; round++) {
                    var fetched = FetchWire.fetch(cold, "bench/cold-" + round, clone);
                    double took = fetched.lastByte().toMillis() / 1000.0;
                    System.out.printf(
                            "cold clone: %.2f s for %d bytes, first byte after %d ms%n",
                            took, fetched.packBytes(), fetched.firstByte().toMillis());
                    seconds.add(took * REFERENCE_BYTES / fetched.packBytes());
                }
            }
        }
        System.out.printf(
                "RESULT git cold-clone s_per_75mb=%s%n",
                String.format(
                        Locale.ROOT,
                        "%.2f",
                        seconds.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow()));
    }
}
