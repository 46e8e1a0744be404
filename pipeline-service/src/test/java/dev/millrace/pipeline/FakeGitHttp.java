package dev.millrace.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.TestForge;
import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** git-http as this service sees it: git's own {@code http-backend} over bare repositories, and the file route. */
public final class FakeGitHttp {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Path root;
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    FakeGitHttp() {
        try {
            root = Files.createTempDirectory("mirrors");
            server = TestForge.listen(this::handle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void stop() {
        server.stop(0);
    }

    /** The directory of the bare repository of this name. */
    public Path directory(String repository) {
        return root.resolve(repository + ".git");
    }

    /** Requests that arrived without a valid token. */
    public List<String> refusals() {
        return refusals;
    }

    /** The valid tokens that requests carried. */
    public List<String> tokens() {
        return tokens;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Optional<String> allowed =
                repositoryOfToken(exchange.getRequestHeaders().getFirst("Authorization"));
        if (allowed.isEmpty()) {
            refusals.add(path);
            TestForge.send(exchange, 401, "{}");
        } else if (path.equals("/api/v1/repos/file")) {
            file(exchange, allowed.get());
        } else if (path.startsWith("/" + allowed.get() + ".git/")) {
            TestForge.answer(exchange, root, exchange.getRequestBody());
        } else {
            refusals.add(path);
            TestForge.send(exchange, 403, "{}");
        }
    }

    private Optional<String> repositoryOfToken(String authorization) throws IOException {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return Optional.empty();
        }
        JsonNode claims =
                JSON.readTree(Base64.getUrlDecoder().decode(authorization.split("\\.")[1]));
        if (!claims.get("scopes").toString().equals("[\"git:read\"]")) {
            return Optional.empty();
        }
        tokens.add(authorization.substring("Bearer ".length()));
        return Optional.of(claims.get("repo").asText());
    }

    private void file(HttpExchange exchange, String repository) throws IOException {
        Map<String, String> query = new HashMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        if (!Files.exists(directory(repository))) {
            problem(exchange, "repository_missing");
            return;
        }
        TestGit git = TestGit.in(directory(repository));
        if (git.run("cat-file", "-e", query.get("ref") + "^{commit}").exit() != 0) {
            problem(exchange, "ref_missing");
            return;
        }
        TestGit.Run show = git.run("cat-file", "blob", query.get("ref") + ":" + query.get("path"));
        if (show.exit() == 0) {
            TestForge.send(exchange, 200, show.out());
        } else {
            problem(exchange, "path_missing");
        }
    }

    private static void problem(HttpExchange exchange, String code) throws IOException {
        TestForge.send(exchange, 404, "{\"error\":\"%s\",\"code\":\"%s\",\"status\":404}".formatted(code, code));
    }
}
