package dev.millrace.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** git-http as this service sees it: git's own {@code http-backend} over bare repositories, and the file route. */
public final class FakeGitHttp {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Path root;
    private final List<String> refusals = new CopyOnWriteArrayList<>();

    FakeGitHttp() {
        try {
            root = Files.createTempDirectory("mirrors");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
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

    private void handle(HttpExchange exchange) throws IOException {
        try {
            String path = exchange.getRequestURI().getPath();
            Optional<String> allowed =
                    repositoryOfToken(exchange.getRequestHeaders().getFirst("Authorization"));
            if (allowed.isEmpty()) {
                refusals.add(path);
                answer(exchange, 401, "{}".getBytes(StandardCharsets.UTF_8));
            } else if (path.equals("/api/v1/repos/file")) {
                file(exchange, allowed.get());
            } else if (path.startsWith("/" + allowed.get() + ".git/")) {
                backend(exchange, path);
            } else {
                refusals.add(path);
                answer(exchange, 403, "{}".getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private static Optional<String> repositoryOfToken(String authorization) throws IOException {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return Optional.empty();
        }
        JsonNode claims =
                JSON.readTree(Base64.getUrlDecoder().decode(authorization.split("\\.")[1]));
        return claims.get("scopes").toString().equals("[\"git:read\"]")
                ? Optional.of(claims.get("repo").asText())
                : Optional.empty();
    }

    private void file(HttpExchange exchange, String repository) throws IOException, InterruptedException {
        Map<String, String> query = new HashMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        if (!Files.exists(directory(repository))) {
            problem(exchange, "repository_missing");
        } else if (git(repository, "cat-file", "-e", query.get("ref") + "^{commit}")
                        .exit()
                != 0) {
            problem(exchange, "ref_missing");
        } else {
            Ran show = git(repository, "cat-file", "blob", query.get("ref") + ":" + query.get("path"));
            if (show.exit() == 0) {
                answer(exchange, 200, show.output());
            } else {
                problem(exchange, "path_missing");
            }
        }
    }

    private void backend(HttpExchange exchange, String path) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("git", "http-backend");
        var headers = exchange.getRequestHeaders();
        builder.environment()
                .putAll(Map.of(
                        "GIT_PROJECT_ROOT", root.toString(),
                        "GIT_HTTP_EXPORT_ALL", "1",
                        "PATH_INFO", path,
                        "REQUEST_METHOD", exchange.getRequestMethod(),
                        "QUERY_STRING",
                                Optional.ofNullable(exchange.getRequestURI().getRawQuery())
                                        .orElse(""),
                        "CONTENT_TYPE",
                                Optional.ofNullable(headers.getFirst("Content-Type"))
                                        .orElse(""),
                        "HTTP_CONTENT_ENCODING",
                                Optional.ofNullable(headers.getFirst("Content-Encoding"))
                                        .orElse(""),
                        "GIT_PROTOCOL",
                                Optional.ofNullable(headers.getFirst("Git-Protocol"))
                                        .orElse("")));
        Process backend = builder.start();
        try (var in = backend.getOutputStream()) {
            exchange.getRequestBody().transferTo(in);
        }
        byte[] output = backend.getInputStream().readAllBytes();
        backend.waitFor();
        int end = new String(output, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        int status = 200;
        for (String line : new String(output, 0, end, StandardCharsets.ISO_8859_1).split("\r\n")) {
            String[] header = line.split(": ", 2);
            if (header[0].equals("Status")) {
                status = Integer.parseInt(header[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
        }
        answer(exchange, status, Arrays.copyOfRange(output, end + 4, output.length));
    }

    private record Ran(int exit, byte[] output) {}

    private Ran git(String repository, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-C", directory(repository).toString()));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var output = new ByteArrayOutputStream();
        git.getInputStream().transferTo(output);
        return new Ran(git.waitFor(), output.toByteArray());
    }

    private static void problem(HttpExchange exchange, String code) throws IOException {
        String body = "{\"error\":\"%s\",\"code\":\"%s\",\"status\":404}".formatted(code, code);
        answer(exchange, 404, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
