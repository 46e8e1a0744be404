package dev.millrace.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The requests to the REST API of GitHub that a module's tests made of a fake, in {@code target/github-requests}, one as a line of
 * JSON. The module {@code conformance}, whose tests run last, checks all of them against GitHub's description. Authorizations are
 * left out.
 */
public final class GitHubRequests {

    private static final Path FOLDER = Path.of("target", "github-requests");
    /** What was recorded before is of an earlier run. */
    private static final Duration RUN = Duration.ofHours(2);
    /** Of one process; the same request counts once. */
    private static final int MOST = 5_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> RECORDED = new HashSet<>();

    private GitHubRequests() {}

    /**
     * Records a request. Pages for people, which are not of the REST API, are left out.
     *
     * @param uri path and query as received
     * @param headers by name, in any case
     * @param body empty if there is none
     */
    public static synchronized void record(String method, URI uri, Map<String, List<String>> headers, byte[] body) {
        if (uri.getPath().startsWith("/login/") || RECORDED.size() >= MOST) {
            return;
        }
        String line = line(method, uri, headers, body);
        if (RECORDED.add(line)) {
            append(line);
        }
    }

    private static String line(String method, URI uri, Map<String, List<String>> headers, byte[] body) {
        ObjectNode request = JSON.createObjectNode().put("method", method).put("path", uri.getPath());
        ObjectNode query = request.putObject("query");
        if (uri.getRawQuery() != null) {
            for (String parameter : uri.getRawQuery().split("&")) {
                String[] parts = parameter.split("=", 2);
                query.withArray("/" + decoded(parts[0])).add(parts.length > 1 ? decoded(parts[1]) : "");
            }
        }
        ObjectNode kept = request.putObject("headers");
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (Set.of("accept", "content-type", "user-agent", "x-github-api-version")
                    .contains(lower)) {
                kept.put(lower, values.getFirst());
            }
        });
        if (body.length > 0) {
            request.put("body", new String(body, UTF_8));
        }
        try {
            return JSON.writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, UTF_8);
    }

    private static void append(String line) {
        try {
            if (RECORDED.size() == 1) {
                Files.createDirectories(FOLDER);
                removeThoseOfEarlierRuns();
            }
            Files.writeString(
                    FOLDER.resolve(ProcessHandle.current().pid() + ".jsonl"),
                    line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeThoseOfEarlierRuns() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(RUN));
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).compareTo(old) < 0) {
                    Files.delete(file);
                }
            }
        }
    }
}
