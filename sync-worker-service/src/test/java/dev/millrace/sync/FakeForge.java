package dev.millrace.sync;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.TestCertificate;
import dev.millrace.testing.TestForge;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A forge with what a mirror needs: installation tokens, and real git ({@code git http-backend}) behind them. Tests make it
 * fail on demand.
 */
public final class FakeForge implements QuarkusTestResourceLifecycleManager {

    private static final Set<String> ACCEPTED = ConcurrentHashMap.newKeySet();
    /** Repositories that anyone may read, and the credentials of those that require one. */
    private static final Set<String> OPEN = ConcurrentHashMap.newKeySet();

    private static final Map<String, String> CREDENTIALS = new ConcurrentHashMap<>();
    private static final AtomicInteger MINTED = new AtomicInteger();
    private static final Map<String, Queue<Fault>> FAULTS = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();
    private static final Map<String, Map<String, byte[]>> LARGE = new ConcurrentHashMap<>();
    private static final Map<String, String> ELSEWHERE = new ConcurrentHashMap<>();
    private static final List<String> FOREIGN = new ArrayList<>();

    private static final Map<String, String> SETTINGS = new ConcurrentHashMap<>();

    private static final int SIDE_BAND = 60_000;

    private static volatile Path root = Path.of("");
    private static volatile String url = "";
    private static volatile String secureUrl = "";
    private static volatile int foreignPort;

    private HttpServer server;
    private HttpServer foreign;
    private HttpServer secure;

    /** Happens to one call instead of, or before, its response. */
    public interface Fault {

        /** @return whether this answers the call; otherwise git answers it as usual */
        boolean meet(HttpExchange exchange, String body) throws IOException;
    }

    @Override
    public synchronized Map<String, String> start() {
        if (!SETTINGS.isEmpty()) {
            return Map.copyOf(SETTINGS);
        }
        try {
            root = Files.createTempDirectory("forge");
            Path key = Files.writeString(
                    Files.createTempFile("app", ".pem"),
                    TestKeys.pem(TestKeys.rsa().getPrivate()));
            server = TestForge.listen(this::answer);
            TestCertificate certificate = TestCertificate.of("localhost");
            secure = TestForge.listen(this::answer, certificate.server());
            secureUrl = "https://localhost:" + secure.getAddress().getPort();
            foreign = TestForge.listen(exchange -> {
                synchronized (FOREIGN) {
                    FOREIGN.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                }
                TestForge.send(exchange, 200, "hello");
            });
            foreignPort = foreign.getAddress().getPort();
            url = "http://127.0.0.1:" + server.getAddress().getPort();
            SETTINGS.putAll(Map.ofEntries(
                    Map.entry("millrace.github.instance", "forge.test"),
                    Map.entry("millrace.github.api-url", url),
                    Map.entry("millrace.github.web-url", url),
                    Map.entry("millrace.github.app-id", "17"),
                    Map.entry("millrace.github.private-key-file", key.toString()),
                    Map.entry(
                            "millrace.git.directory",
                            Files.createTempDirectory("mirrors").toString()),
                    Map.entry("millrace.outbound.allowed", "localhost"),
                    Map.entry(
                            "millrace.outbound.trust-certificates",
                            certificate.pem().toString()),
                    // small, so that small packs pass them
                    Map.entry("millrace.git.pack-memory", Integer.toString(10 << 20)),
                    Map.entry("millrace.git.max-structure", Integer.toString(256 << 10)),
                    // tests start comparisons themselves
                    Map.entry("millrace.sync.installation-list.enabled", "false"),
                    Map.entry("millrace.sync.poll-interval", "2S"),
                    Map.entry("millrace.sync.lease", "3S"),
                    Map.entry("millrace.sync.idle-timeout", "2S"),
                    Map.entry("millrace.sync.first-backoff", "0.2S"),
                    Map.entry("millrace.sync.attach-interval", "1S")));
            return Map.copyOf(SETTINGS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        server.stop(0);
        foreign.stop(0);
        secure.stop(0);
        SETTINGS.clear();
    }

    public static String url() {
        return url;
    }

    /** The same forge over TLS, with a certificate of its own making. */
    static String secureUrl() {
        return secureUrl;
    }

    /** The credentials that a server other than the forge received. */
    static List<String> sentToOthers() {
        synchronized (FOREIGN) {
            return List.copyOf(FOREIGN);
        }
    }

    static Path directory(String fullName) {
        return root.resolve(fullName + ".git");
    }

    /** From now on, anyone may read the repository. */
    public static void open(String fullName) {
        OPEN.add(fullName);
    }

    /** From now on, the repository cannot be read without a credential. */
    public static void close(String fullName) {
        OPEN.remove(fullName);
    }

    /** From now on, the repository accepts this credential in addition to tokens. */
    public static void requireCredential(String fullName, String username, String password) {
        CREDENTIALS.put(fullName, username + ":" + password);
    }

    /** All secrets that have been accepted here, up to now. */
    static List<String> secrets() {
        var secrets = new ArrayList<>(ACCEPTED);
        CREDENTIALS.values().forEach(pair -> secrets.add(pair.substring(pair.indexOf(':') + 1)));
        return secrets;
    }

    /** From now on, only tokens minted later are accepted. */
    static void revokeTokens() {
        ACCEPTED.clear();
    }

    /** From now on, the repository has this large file; its id. */
    static String addLargeFile(String fullName, byte[] content) {
        String oid = sha256(content);
        LARGE.computeIfAbsent(fullName, name -> new ConcurrentHashMap<>()).put(oid, content);
        return oid;
    }

    /** What the pointer to a large file looks like. */
    static String pointer(String oid, long size) {
        return "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n".formatted(oid, size);
    }

    /** From now on, large files of the repository are listed at another address; {@code %s} is the id. */
    static void putLargeFilesAt(String fullName, String address) {
        ELSEWHERE.put(fullName, address);
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lfs(HttpExchange exchange, String fullName, String path, String body) throws IOException {
        Map<String, byte[]> files = LARGE.getOrDefault(fullName, Map.of());
        if (!path.endsWith("/batch")) {
            byte[] content = files.get(path.substring(path.lastIndexOf('/') + 1));
            exchange.sendResponseHeaders(content == null ? 404 : 200, content == null ? -1 : content.length);
            if (content != null) {
                exchange.getResponseBody().write(content);
            }
            return;
        }
        String at = ELSEWHERE.getOrDefault(fullName, url + "/" + fullName + ".git/info/lfs/objects/%s");
        var answers = new ArrayList<String>();
        Pattern.compile("\"oid\":\"([0-9a-f]{64})\"").matcher(body).results().forEach(found -> {
            String oid = found.group(1);
            answers.add(
                    files.containsKey(oid)
                            ? "{\"oid\":\"%s\",\"actions\":{\"download\":{\"href\":\"%s\"}}}"
                                    .formatted(oid, at.formatted(oid))
                            : "{\"oid\":\"%s\",\"error\":{\"code\":404,\"message\":\"gone\"}}".formatted(oid));
        });
        TestForge.send(exchange, 200, "{\"transfer\":\"basic\",\"objects\":[%s]}".formatted(String.join(",", answers)));
    }

    /** The fault applies to the next call about this repository that it does not let pass. */
    public static void next(String fullName, Fault fault) {
        FAULTS.computeIfAbsent(fullName, name -> new ConcurrentLinkedQueue<>()).add(fault);
    }

    static boolean hasFaultsLeft(String fullName) {
        return !FAULTS.getOrDefault(fullName, new ConcurrentLinkedQueue<>()).isEmpty();
    }

    /** How many HTTP calls about the repository arrived. */
    static int calls(String fullName) {
        return CALLS.getOrDefault(fullName, new AtomicInteger()).get();
    }

    public static Fault answering(int status) {
        return (exchange, body) -> {
            TestForge.send(exchange, status, "{\"message\":\"as requested\"}");
            return true;
        };
    }

    /** A Git response that repeats what it received. */
    static Fault repeatingTheLogin() {
        return (exchange, body) -> {
            String header = exchange.getRequestHeaders().getFirst("Authorization");
            String pair =
                    new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
            String line = "ERR no entry for %s, that is %s".formatted(header, pair);
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
            TestForge.send(
                    exchange, 200, "001e# service=git-upload-pack\n0000%04x%s".formatted(line.length() + 4, line));
            return true;
        };
    }

    /** A response to a fetch with this pack, in protocol version 2. */
    static OnFetch sending(byte[] pack) {
        return (exchange, body) -> {
            var answer = new ByteArrayOutputStream();
            if (!body.contains("0009done")) {
                answer.writeBytes("0014acknowledgments\n000aready\n0001".getBytes(StandardCharsets.US_ASCII));
            }
            answer.writeBytes("000dpackfile\n".getBytes(StandardCharsets.US_ASCII));
            for (int at = 0; at < pack.length; at += SIDE_BAND) {
                int length = Math.min(SIDE_BAND, pack.length - at);
                answer.writeBytes("%04x\1".formatted(length + 5).getBytes(StandardCharsets.US_ASCII));
                answer.write(pack, at, length);
            }
            answer.writeBytes("0000".getBytes(StandardCharsets.US_ASCII));
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-result");
            exchange.sendResponseHeaders(200, answer.size());
            answer.writeTo(exchange.getResponseBody());
            exchange.close();
            return true;
        };
    }

    static Fault redirectingTo(String elsewhere) {
        return (exchange, body) -> {
            exchange.getResponseHeaders().set("Location", elsewhere + exchange.getRequestURI());
            TestForge.send(exchange, 302, "");
            return true;
        };
    }

    /** Where a redirect must not lead. */
    static String foreignUrl() {
        return "http://localhost:" + foreignPort;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/app/installations/")) {
            mint(exchange);
            return;
        }
        int end = path.indexOf(".git/");
        if (end < 0) {
            TestForge.send(exchange, 404, "{\"message\":\"Not Found\"}");
            return;
        }
        String fullName = path.substring(1, end);
        CALLS.computeIfAbsent(fullName, name -> new AtomicInteger()).incrementAndGet();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!isAccepted(fullName, exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"GitHub\"");
            TestForge.send(exchange, 401, "");
            return;
        }
        Queue<Fault> faults = FAULTS.getOrDefault(fullName, new ConcurrentLinkedQueue<>());
        Fault fault = faults.peek();
        String text = text(exchange, body);
        if (fault != null && !(fault instanceof OnFetch && !text.contains("command=fetch"))) {
            faults.remove(fault);
            if (fault.meet(exchange, text)) {
                return;
            }
        }
        if (path.contains("/info/lfs/")) {
            lfs(exchange, fullName, path, text);
            return;
        }
        TestForge.answer(exchange, root, new ByteArrayInputStream(body));
    }

    /** A fault that waits for the fetch that follows a listing. */
    public interface OnFetch extends Fault {}

    private static String text(HttpExchange exchange, byte[] body) throws IOException {
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        if (!gzip) {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void mint(HttpExchange exchange) throws IOException {
        String installation = exchange.getRequestURI().getPath().split("/")[3];
        if (installation.startsWith("9")) {
            TestForge.send(exchange, 404, "{\"message\":\"Not Found\"}");
            return;
        }
        String token = "ghs_" + installation + "_" + MINTED.incrementAndGet() + "x".repeat(300);
        ACCEPTED.add(token);
        TestForge.send(
                exchange,
                201,
                "{\"token\":\"%s\",\"expires_at\":\"%s\"}"
                        .formatted(token, Instant.now().plusSeconds(3600)));
    }

    private static boolean isAccepted(String fullName, String authorization) {
        if (OPEN.contains(fullName)) {
            return true;
        }
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return false;
        }
        String pair = new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8);
        if (pair.equals(CREDENTIALS.get(fullName))) {
            return true;
        }
        return pair.startsWith("x-access-token:") && ACCEPTED.contains(pair.substring("x-access-token:".length()));
    }
}
