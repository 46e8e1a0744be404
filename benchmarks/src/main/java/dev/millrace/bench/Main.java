package dev.millrace.bench;

import dev.millrace.bench.abuse.AbuseBench;
import dev.millrace.bench.api.ApiBench;
import dev.millrace.bench.git.ForwardBench;
import dev.millrace.bench.git.GitBench;
import dev.millrace.bench.git.KillSyncBench;
import dev.millrace.bench.git.PushBench;
import dev.millrace.bench.ingest.IngestBench;
import dev.millrace.bench.ingest.RecoveryBench;
import dev.millrace.bench.insights.InsightsBench;
import dev.millrace.bench.loop.KillBench;
import dev.millrace.bench.loop.LoopBench;
import dev.millrace.bench.loop.OutageBench;
import dev.millrace.bench.pipeline.KillBuildsBench;
import dev.millrace.bench.pipeline.PipelineBench;
import dev.millrace.bench.search.SearchBench;
import dev.millrace.bench.sync.SyncBench;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Entry point of {@code ./millrace bench}, with {@code --root CHECKOUT NAME [OPTIONS]}. Exits with 1 if a measurement
 * could not be made.
 */
public final class Main {

    /** One measurement. */
    @FunctionalInterface
    private interface Bench {
        void run(Path root, List<String> options) throws IOException, InterruptedException;
    }

    private static final Map<String, Bench> BENCHES = Map.ofEntries(
            Map.entry("abuse", AbuseBench::run),
            Map.entry("api", ApiBench::run),
            Map.entry("forward", ForwardBench::run),
            Map.entry("git", GitBench::run),
            Map.entry("ingest", IngestBench::run),
            Map.entry("insights", InsightsBench::run),
            Map.entry("kill", (root, _) -> KillBench.run(root)),
            Map.entry("kill-builds", KillBuildsBench::run),
            Map.entry("kill-sync", KillSyncBench::run),
            Map.entry("loop", (root, _) -> LoopBench.run(root)),
            Map.entry("outage", OutageBench::run),
            Map.entry("pipeline", PipelineBench::run),
            Map.entry("push", (root, _) -> PushBench.run(root)),
            Map.entry("recovery", RecoveryBench::run),
            Map.entry("search", SearchBench::run),
            Map.entry("sync", SyncBench::run));

    private Main() {}

    /** Runs the measurement that the last argument names. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        // a reader of a pipe or a file needs each line when it is printed
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        Bench bench = arguments.length >= 3 && "--root".equals(arguments[0]) ? BENCHES.get(arguments[2]) : null;
        if (bench == null) {
            System.err.println("millrace: name one benchmark: " + String.join(", ", new TreeSet<>(BENCHES.keySet())));
            System.exit(1);
            return;
        }
        try {
            bench.run(
                    Path.of(arguments[1]).toAbsolutePath().normalize(),
                    List.of(arguments).subList(3, arguments.length));
        } catch (UnexpectedAnswer e) {
            System.err.println("millrace: the measurement failed: " + e.getMessage());
            System.exit(1);
        }
    }
}
