package dev.millrace.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.Team;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Searches in all repositories of a team, over generated text. */
public final class SearchBench {

    private static final int MEGABYTES_OF_REPOSITORY = 50;
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private final Team team;
    private final JsonClient api;
    private final int queries;
    private final GeneratedText text = new GeneratedText(99);

    private SearchBench(Team team, JsonClient api, int queries) {
        this.team = team;
        this.api = api;
        this.queries = queries;
    }

    /** Runs the measurement. */
    public static void run(Path root, List<String> options) throws IOException, InterruptedException {
        int megabytes = number(options, "--megabytes", 500);
        int queries = number(options, "--queries", 100);
        try (var platform = BenchPlatform.start(root, Map.of())) {
            var team =
                    Team.make("bench", platform.url("gateway"), platform.key("administrator-token"), Clock.systemUTC());
            var api = JsonClient.of(platform.url("gateway")).withBearer(team.token("org", "org:read"));
            var bench = new SearchBench(team, api, queries);
            long startedAt = System.nanoTime();
            long bytes = bench.push(platform, megabytes);
            bench.awaitIndex();
            double seconds = (System.nanoTime() - startedAt) / 1e9;
            System.out.printf(Locale.ROOT, "%.0f MB pushed and indexed in %.0f s%n", bytes / 1e6, seconds);
            bench.measure(bytes, seconds);
        }
    }

    private static int number(List<String> options, String name, int usual) {
        for (int at = 0; at < options.size(); at += 2) {
            if (!List.of("--megabytes", "--queries").contains(options.get(at)) || at + 1 == options.size()) {
                throw new UnexpectedAnswer("the options are --megabytes N and --queries N");
            }
        }
        int at = options.indexOf(name);
        try {
            return at < 0 ? usual : Integer.parseInt(options.get(at + 1));
        } catch (NumberFormatException e) {
            throw new UnexpectedAnswer("%s is a number, not '%s'".formatted(name, options.get(at + 1)), e);
        }
    }

    private long push(BenchPlatform platform, int megabytes) throws IOException {
        long bytes = 0;
        for (int number = 0; number * MEGABYTES_OF_REPOSITORY < megabytes; number++) {
            int size = Math.min(MEGABYTES_OF_REPOSITORY, megabytes - number * MEGABYTES_OF_REPOSITORY);
            String name = "bench/text-" + number;
            Path folder = Files.createDirectories(platform.scratch().resolve("text-" + number));
            GitCommand.run(folder, "init", "--quiet", "--bare", "--initial-branch=main");
            bytes += generate(folder, number, size * 1_000_000L);
            JsonClient.of(platform.url("gateway"))
                    .withBearer(team.token(name, "repo:write"))
                    .post("/api/v1/repos", Map.of("name", name));
            GitCommand.run(folder, "push", "--quiet", team.cloneUrl(name, team.token(name, "git:write")), "main");
        }
        return bytes;
    }

    private static long generate(Path folder, int seed, long size) throws IOException {
        Path script = folder.resolve("script");
        var content = new GeneratedText(seed);
        long bytes = 0;
        try (BufferedWriter out = Files.newBufferedWriter(script, StandardCharsets.US_ASCII)) {
            out.write("commit refs/heads/main\ncommitter Bench <bench@example.com> 1700000000 +0000\ndata 1\nx\n");
            for (int file = 0; bytes < size; file++) {
                String text = content.file();
                out.write(
                        "M 100644 inline d%d/f%d.txt\ndata %d\n%s\n".formatted(file % 100, file, text.length(), text));
                bytes += text.length();
            }
        }
        GitCommand.run(folder, "-c", "alias.load=!git fast-import --quiet < script", "load");
        Files.delete(script);
        return bytes;
    }

    private void awaitIndex() throws InterruptedException {
        Waiting.until(
                TIMEOUT,
                "the index",
                () -> Optional.of(search("nothing-of-this").path("indexing").asLong(1))
                        .filter(count -> count == 0));
    }

    private JsonNode search(String pattern) {
        return api.get("/api/search?q=" + URLEncoder.encode(pattern, StandardCharsets.UTF_8));
    }

    private void measure(long bytes, double seconds) {
        List<Duration> all = new ArrayList<>();
        all.addAll(timed("rare", text::rareWord));
        all.addAll(timed("common", () -> text.word() + " " + text.word()));
        all.addAll(timed("expression", () -> text.word() + "(x|[a-c]+) .*" + text.rareWord()));
        all.addAll(timed("missing", () -> text.rareWord() + "-" + text.rareWord()));
        System.out.printf(
                Locale.ROOT,
                "RESULT search megabytes=%d p50_ms=%d p95_ms=%d indexed_mb_s=%.1f%n",
                bytes / 1_000_000,
                new Latencies(all).quantileMillis(0.5),
                new Latencies(all).quantileMillis(0.95),
                bytes / 1e6 / seconds);
    }

    private List<Duration> timed(String kind, Supplier<String> patterns) {
        List<Duration> measured = new ArrayList<>();
        for (int i = 0; i < queries; i++) {
            String pattern = patterns.get();
            long from = System.nanoTime();
            search(pattern);
            measured.add(Duration.ofNanos(System.nanoTime() - from));
        }
        System.out.printf("%s: %s%n", kind, new Latencies(measured));
        return measured;
    }
}
