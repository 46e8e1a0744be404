package dev.millrace.webhook.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * git-http as this service sees it: {@code GET /api/repositories/{repo}} with the caller's token, by git-http's rules and with
 * its status codes. One for all tests of the JVM; each team has repositories of its own.
 */
public final class FakeGitHttp implements QuarkusTestResourceLifecycleManager {

    private static final String PATH = "/api/repositories/";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Map<String, UUID>> REPOSITORIES = new ConcurrentHashMap<>();
    private static final HttpServer SERVER = serve();

    /** Adds a repository. */
    public static UUID add(String team, String name) {
        UUID id = UUID.randomUUID();
        REPOSITORIES.computeIfAbsent(team, any -> new ConcurrentHashMap<>()).put(name, id);
        return id;
    }

    /** The id of a repository that was added. */
    public static UUID id(String team, String name) {
        return REPOSITORIES.get(team).get(name);
    }

    /** Its address. */
    public static String url() {
        return "http://127.0.0.1:" + SERVER.getAddress().getPort();
    }

    @Override
    public Map<String, String> start() {
        return Map.of("millrace.urls.git-http", url());
    }

    @Override
    public void stop() {
        // the server is a daemon of the JVM: other tests of the module may still use it
    }

    private static HttpServer serve() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", FakeGitHttp::handle);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            JsonNode claims = claims(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!path.startsWith(PATH)) {
                respond(exchange, 404, Map.of("error", "no such path"));
                return;
            }
            String named = URLDecoder.decode(path.substring(PATH.length()), StandardCharsets.UTF_8);
            String claim = claims.path("repo").asText("org");
            Optional<Map.Entry<String, UUID>> found = find(claims.path("iss").asText(), named);
            boolean other = !claim.equals("org")
                    && !claim.equals(named)
                    && found.filter(it -> it.getKey().equals(claim)
                                    || it.getValue().toString().equals(claim))
                            .isEmpty();
            if (other) {
                respond(exchange, 403, Map.of("code", "other_repository", "error", "the token is for " + claim));
            } else if (found.isEmpty()) {
                respond(exchange, 404, Map.of("code", "repository_missing", "error", "there is no " + named));
            } else {
                respond(
                        exchange,
                        200,
                        Map.of(
                                "repo_id", found.get().getValue().toString(),
                                "repo_name", found.get().getKey()));
            }
        }
    }

    private static Optional<Map.Entry<String, UUID>> find(String team, String named) {
        return REPOSITORIES.getOrDefault(team, Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey().equals(named)
                        || entry.getValue().toString().equals(named))
                .findFirst();
    }

    private static JsonNode claims(String authorization) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(authorization.split("\\.", -1)[1]));
    }

    private static void respond(HttpExchange exchange, int status, Map<String, String> body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
