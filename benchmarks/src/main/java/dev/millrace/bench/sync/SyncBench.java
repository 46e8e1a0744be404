package dev.millrace.bench.sync;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.sync.SyncOptions.Case;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Mirrors, see the package. The cases are independent. */
public final class SyncBench {

    private SyncBench() {}

    /**
     * Runs the measurements.
     *
     * @param words {@code --cases NAME,NAME...} for some of {@code lag}, {@code healed}, {@code workers} and
     *     {@code import}; how much of each: {@code --pushes N}, {@code --repositories N}, {@code --rate N},
     *     {@code --seconds N}, {@code --rounds N}; {@code --repo PATH} to import the user's own repository
     */
    public static void run(Path root, List<String> words) throws IOException, InterruptedException {
        var options = SyncOptions.of(words);
        var results = new ArrayList<String>();
        try {
            if (options.needForge()) {
                try (var platform = BenchPlatform.start(root, Map.of())) {
                    atTheForge(platform, options, results);
                }
            }
            if (options.has(Case.IMPORT)) {
                results.add(FirstImport.measure(root, options));
            }
        } finally {
            // results stay printed when a later case fails
            results.forEach(System.out::println);
        }
    }

    private static void atTheForge(BenchPlatform platform, SyncOptions options, List<String> results)
            throws IOException, InterruptedException {
        var forge = MirroredForge.join(platform);
        if (options.has(Case.LAG)) {
            results.add(PushLag.measure(platform, forge, options.pushes()));
        }
        if (options.has(Case.HEALED)) {
            results.add(LostWebhooks.measure(platform, forge));
        }
        if (options.has(Case.WORKERS)) {
            results.addAll(new SeveralWorkers(platform, forge, options).measure());
        }
    }
}
