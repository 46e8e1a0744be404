package dev.millrace.githttp.forward;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.TestForge;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A forge with real git behind it ({@code git http-backend}, as any web server runs it) and tokens of an App. Tests make it
 * fail on demand.
 */
public final class Forge implements QuarkusTestResourceLifecycleManager {

    static final String INSTANCE = "forge.test";
    static final String PASSWORD = "hunter2-upstream";

    private static final String ACCOUNT = "bot:" + PASSWORD;
    private static final Set<String> TOKENS = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger MINTED = new AtomicInteger();
    private static final Map<String, Queue<Fault>> FAULTS = new ConcurrentHashMap<>();
    private static final List<Call> CALLS = new CopyOnWriteArrayList<>();
    private static final Map<String, String> SETTINGS = new ConcurrentHashMap<>();

    private static volatile Path root = Path.of("");
    private static volatile String url = "";

    private HttpServer server;

    /**
     * A received call.
     *
     * @param kind {@code refs}, {@code push} or {@code fetch}
     */
    record Call(String repository, String kind, boolean isChunked) {}

    /** What happens to one call instead of, or before, its response. */
    @FunctionalInterface
    interface Fault {

        /** Whether the call was handled; otherwise git responds as usual. */
        boolean meet(HttpExchange exchange) throws IOException;
    }

    @Override
    public synchronized Map<String, String> start() {
        if (!SETTINGS.isEmpty()) {
            return Map.copyOf(SETTINGS);
        }
        try {
            root = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "forge");
            Path key = Files.writeString(
                    Files.createTempFile("app", ".pem"),
                    TestKeys.pem(TestKeys.rsa().getPrivate()));
            server = TestForge.listen(Forge::answer);
            url = "http://localhost:" + server.getAddress().getPort();
            SETTINGS.putAll(Map.of(
                    "millrace.github.instance",
                    INSTANCE,
                    "millrace.github.api-url",
                    url,
                    "millrace.github.web-url",
                    url,
                    "millrace.github.app-id",
                    "17",
                    "millrace.github.private-key-file",
                    key.toString(),
                    "millrace.git-http.forward.settle",
                    "1S",
                    "millrace.git-http.forward.idle-timeout",
                    "10S"));
            return Map.copyOf(SETTINGS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        server.stop(0);
        SETTINGS.clear();
    }

    /** Address of the repositories; 127.0.0.1 instead of localhost is the same machine under a name that is not allowed. */
    static String url() {
        return url;
    }

    static Path directory(String repository) {
        return root.resolve(repository + ".git");
    }

    /** From now on, accepts only tokens that are issued later. */
    static void revokeTokens() {
        TOKENS.clear();
    }

    /**
     * Injects a fault into the next call of this kind.
     *
     * @param kind as in {@link Call}
     */
    static void next(String repository, String kind, Fault fault) {
        FAULTS.computeIfAbsent(repository + " " + kind, key -> new ConcurrentLinkedQueue<>())
                .add(fault);
    }

    /** Calls about a repository so far. */
    static List<Call> calls(String repository, String kind) {
        return CALLS.stream()
                .filter(call ->
                        call.repository().equals(repository) && call.kind().equals(kind))
                .toList();
    }

    static Fault answering(int status, String words) {
        return exchange -> {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            TestForge.send(exchange, status, words);
            return true;
        };
    }

    /** Reads the whole request and closes the connection, with or without executing it. */
    static Fault hangingUp(boolean afterDoingIt) {
        return exchange -> {
            if (afterDoingIt) {
                TestForge.doSilently(exchange, root, exchange.getRequestBody());
            } else {
                exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            }
            // no response was started, so this closes the connection
            exchange.close();
            return true;
        };
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/app/installations/")) {
            mint(exchange);
            return;
        }
        if (ForgeLfs.upload(exchange)) {
            return;
        }
        int end = path.indexOf(".git/");
        String repository = path.substring(1, Math.max(1, end));
        String kind = path.endsWith("git-receive-pack") ? "push" : path.endsWith("git-upload-pack") ? "fetch" : "refs";
        boolean isChunked = exchange.getRequestHeaders().getFirst("Transfer-Encoding") != null;
        CALLS.add(new Call(repository, kind, isChunked));
        if (!isAccepted(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"forge\"");
            TestForge.send(exchange, 401, "");
            return;
        }
        Fault fault = FAULTS.getOrDefault(repository + " " + kind, new ConcurrentLinkedQueue<>())
                .poll();
        if (ForgeLfs.answer(exchange, repository)) {
            return;
        }
        if (fault == null || !fault.meet(exchange)) {
            TestForge.answer(exchange, root, exchange.getRequestBody());
        }
    }

    private static void mint(HttpExchange exchange) throws IOException {
        String token = "ghs_" + MINTED.incrementAndGet() + "x".repeat(200);
        TOKENS.add(token);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        TestForge.send(
                exchange,
                201,
                "{\"token\":\"%s\",\"expires_at\":\"%s\"}"
                        .formatted(token, Instant.now().plusSeconds(3600)));
    }

    private static boolean isAccepted(String authorization) {
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return false;
        }
        String pair = new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8);
        return pair.equals(ACCOUNT)
                || (pair.startsWith("x-access-token:") && TOKENS.contains(pair.substring("x-access-token:".length())));
    }
}
