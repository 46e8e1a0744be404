package dev.millrace.bench.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bench.git.MillraceServer;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Tool;
import dev.millrace.standalone.client.GitCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Calls of the repository API, with HTTP and a token, beside {@code git} on a bare repository, with the start of a process for each
 * command: what a service pays that runs git. File reads are also compared with one {@code git cat-file --batch} that is kept.
 */
public final class ApiBench {

    private static final String HISTORY = "bench/api-history";
    private static final String TEXT = "bench/api-text";
    private static final int LOGGED = 100;
    private static final int FILES_OF_A_COMMIT = 10;
    private static final Duration MAINTENANCE = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiOptions options;
    private final ReadRepository history;
    private final ApiClient api;
    private final List<Compared> results = new ArrayList<>();

    private ApiBench(ApiOptions options, ReadRepository history, ApiClient api) {
        this.options = options;
        this.history = history;
        this.api = api;
    }

    /** Runs the measurement. */
    public static void run(Path root, List<String> arguments) throws IOException, InterruptedException {
        ApiOptions options = ApiOptions.parse(arguments);
        Path repositories = root.resolve(".millrace/bench-repositories");
        ReadRepository history = ReadRepository.withHistory(repositories);
        ReadRepository text = ReadRepository.withText(repositories, options.megabytes());
        try (var platform = BenchPlatform.start(root, Map.of())) {
            var server = MillraceServer.of(platform);
            server.host(HISTORY, history.folder());
            server.host(TEXT, text.folder());
            server.awaitNoMaintenance(MAINTENANCE);
            var bench = new ApiBench(options, history, new ApiClient(server, HISTORY));
            bench.files();
            bench.lists();
            bench.history();
            bench.search(new ApiClient(server, TEXT), text);
            bench.commits(Files.createDirectories(platform.scratch().resolve("api")));
            bench.results.forEach(result -> System.out.println(result.result()));
        }
    }

    private void files() throws IOException, InterruptedException {
        Compared.Side ours =
                round -> Arrays.hashCode(api.get("file?path=" + history.path(Math.floorMod(round, history.files()))));
        measure(
                "file",
                options.rounds(),
                ours,
                round -> Arrays.hashCode(git("show", "HEAD:" + history.path(Math.floorMod(round, history.files())))));
        try (var batch = new CatFileBatch(history.folder())) {
            measure(
                    "file-batch",
                    options.rounds(),
                    ours,
                    round ->
                            Arrays.hashCode(batch.read("HEAD:" + history.path(Math.floorMod(round, history.files())))));
        }
    }

    private void lists() throws IOException, InterruptedException {
        measure(
                "list",
                options.rounds(),
                round -> parsed(api.get("files")).path("paths").size(),
                round -> lines(git("ls-tree", "-r", "--name-only", "HEAD")));
        measure(
                "list-metadata",
                options.slowRounds(),
                round -> parsed(api.get("files/metadata?limit=1000"))
                        .path("files")
                        .size(),
                // all commits with what each changed, as is needed to find the last one of each file
                round -> changedPaths(git("log", "--format=", "--name-only", "HEAD")));
    }

    private void history() throws IOException, InterruptedException {
        measure(
                "log",
                options.rounds(),
                round -> parsed(api.get("commits?limit=" + LOGGED))
                        .path("commits")
                        .size(),
                round -> lines(git("log", "-" + LOGGED, "--format=%H%x09%an%x09%s", "HEAD")));
        String path = history.path(0);
        measure(
                "blame",
                options.slowRounds(),
                round -> parsed(api.get("blame?path=" + path)).path("lines").size(),
                round -> lines(git("blame", "-s", "HEAD", "--", path)));
        measure(
                "archive",
                options.slowRounds(),
                round -> unpacked(api.post("archive", "application/json", "{}")) > 0 ? 1 : 0,
                round -> unpacked(git("archive", "--format=tar.gz", "HEAD")) > 0 ? 1 : 0);
    }

    private void search(ApiClient texts, ReadRepository text) throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(Map.of(
                "query", Map.of("pattern", ReadRepository.RARE + " [0-9]+"), "pagination", Map.of("limit", 100)));
        measure(
                "grep",
                options.slowRounds(),
                round -> parsed(texts.post("grep", "application/json", body))
                        .path("matches")
                        .size(),
                round -> lines(
                        Tool.run(List.of("git", "grep", "-nE", ReadRepository.RARE + " [0-9]+", "HEAD"), text.folder())
                                .getBytes(StandardCharsets.UTF_8)));
    }

    /** The history of both sides grows by the same commits. */
    private void commits(Path folder) throws IOException, InterruptedException {
        Path copy = folder.resolve("commits.git");
        GitCommand.run(folder, "clone", "--quiet", "--bare", history.folder().toString(), copy.toString());
        measure(
                "commit",
                options.rounds() / 2,
                round -> parsed(api.post("commit-pack", "application/x-ndjson", commitLines(round)))
                        .at("/commit/blob_count")
                        .asInt(),
                round -> {
                    Tool.feed(List.of("git", "fast-import", "--quiet"), copy, in -> in.write(importLines(round)));
                    return FILES_OF_A_COMMIT;
                });
    }

    private static String commitLines(int round) throws IOException {
        List<Map<String, String>> files = new ArrayList<>();
        var contents = new StringBuilder();
        for (int file = 0; file < FILES_OF_A_COMMIT; file++) {
            files.add(Map.of("path", changedPath(file), "content_id", "c" + file, "operation", "upsert"));
            String data =
                    Base64.getEncoder().encodeToString(content(round, file).getBytes(StandardCharsets.UTF_8));
            contents.append(JSON.writeValueAsString(
                            Map.of("blob_chunk", Map.of("content_id", "c" + file, "data", data, "eof", true))))
                    .append('\n');
        }
        Map<String, Object> metadata = Map.of(
                "target_branch",
                "main",
                "commit_message",
                "change it",
                "author",
                Map.of("name", "Ann", "email", "ann@example.invalid"),
                "files",
                files);
        return JSON.writeValueAsString(Map.of("metadata", metadata)) + "\n" + contents;
    }

    private static byte[] importLines(int round) {
        var lines = new StringBuilder(
                "commit refs/heads/main\ncommitter Ann <ann@example.invalid> 1800000000 +0000\ndata 9\nchange it\n"
                        + "from refs/heads/main^0\n");
        for (int file = 0; file < FILES_OF_A_COMMIT; file++) {
            String content = content(round, file);
            lines.append("M 100644 inline %s\ndata %d\n%s\n".formatted(changedPath(file), content.length(), content));
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String changedPath(int file) {
        return "src/part-%03d/changed.txt".formatted(file);
    }

    private static String content(int round, int file) {
        return "round %d of file %d\n".formatted(round, file).repeat(50);
    }

    private void measure(String name, int rounds, Compared.Side ours, Compared.Side theirs)
            throws IOException, InterruptedException {
        results.add(Compared.measure(name, Math.max(1, rounds), ours, theirs));
    }

    /** Runs git on the bare repository, and returns what it printed. */
    private byte[] git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(history.folder().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] printed = process.getInputStream().readAllBytes();
        process.waitFor();
        return printed;
    }

    private static JsonNode parsed(byte[] json) throws IOException {
        return JSON.readTree(json);
    }

    private static long lines(byte[] text) {
        long lines = 0;
        for (byte b : text) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static long changedPaths(byte[] text) {
        return new String(text, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isEmpty())
                .distinct()
                .count();
    }

    private static long unpacked(byte[] archive) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(archive))) {
            return in.readAllBytes().length;
        }
    }
}
