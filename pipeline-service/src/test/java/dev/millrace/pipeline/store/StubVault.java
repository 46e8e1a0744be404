package dev.millrace.pipeline.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/**
 * The routes of Vault's KV engine, version 2, that are called, with the responses that its documentation shows
 * (developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2). Not Vault itself.
 */
final class StubVault implements AutoCloseable {

    static final String TOKEN = "hvs.test";

    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, JsonNode> stored = new TreeMap<>();
    final List<String> requests = new ArrayList<>();
    final List<String> namespaces = new ArrayList<>();
    Optional<Integer> failure = Optional.empty();
    Optional<String> answer = Optional.empty();
    long delayMillis;

    private final HttpServer server;

    StubVault() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Stores a secret as a person does with {@code vault kv put}. */
    void put(String path, Map<String, ?> data) {
        stored.put(path, JSON.valueToTree(data));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add("%s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI()));
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Vault-Namespace"))
                .ifPresent(namespaces::add);
        pause();
        if (failure.isPresent()) {
            respond(exchange, failure.get(), answer.orElse("{\"errors\":[\"Vault is sealed\"]}"));
        } else if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
            respond(exchange, 403, "{\"errors\":[\"permission denied\"]}");
        } else if (answer.isPresent()) {
            respond(exchange, 200, answer.get());
        } else {
            route(exchange, body);
        }
    }

    private void pause() {
        try {
            Thread.sleep(delayMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void route(HttpExchange exchange, String body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/v1/secret/data/")) {
            data(exchange, path.substring("/v1/secret/data/".length()), body);
        } else if (path.startsWith("/v1/secret/metadata/")) {
            metadata(exchange, path.substring("/v1/secret/metadata/".length()));
        } else {
            respond(exchange, 404, "{\"errors\":[\"no handler for route \\\"%s\\\"\"]}".formatted(path.substring(4)));
        }
    }

    private void data(HttpExchange exchange, String name, String body) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            stored.put(name, JSON.readTree(body).path("data"));
            respond(
                    exchange,
                    200,
                    "{\"data\":{\"created_time\":\"2026-11-20T10:00:00.123456789Z\",\"deletion_time\":\"\",\"version\":1}}");
        } else if (stored.containsKey(name)) {
            JsonNode data = stored.get(name);
            Map<String, Object> version = new LinkedHashMap<>();
            version.put("data", data);
            version.put(
                    "metadata",
                    Map.of("created_time", "2026-11-20T10:00:00.123456789Z", "deletion_time", "", "version", 1));
            // of a version that was deleted, Vault returns the metadata with 404
            respond(exchange, data.isNull() ? 404 : 200, JSON.writeValueAsString(Map.of("data", version)));
        } else {
            respond(exchange, 404, "{\"errors\":[]}");
        }
    }

    private void metadata(HttpExchange exchange, String name) throws IOException {
        if (exchange.getRequestMethod().equals("DELETE")) {
            stored.remove(name);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            return;
        }
        List<String> keys = stored.keySet().stream()
                .filter(path -> path.startsWith(name + "/"))
                .map(path -> path.substring(name.length() + 1).replaceFirst("/.*", "/"))
                .distinct()
                .toList();
        respond(
                exchange,
                keys.isEmpty() ? 404 : 200,
                keys.isEmpty() ? "{\"errors\":[]}" : JSON.writeValueAsString(Map.of("data", Map.of("keys", keys))));
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
