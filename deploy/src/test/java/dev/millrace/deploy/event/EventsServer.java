package dev.millrace.deploy.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/** The Events API as a client sees it: it keeps what it receives, and responds with 200 unless another status is set. */
final class EventsServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Received> received = new ArrayList<>();
    private final Queue<Integer> statuses = new ArrayDeque<>();

    /** @param headers by name in lower case */
    record Received(String path, Map<String, String> headers, JsonNode body) {}

    EventsServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::respond);
        server.start();
    }

    /** The statuses of the next responses. */
    void answers(Integer... next) {
        statuses.addAll(List.of(next));
    }

    synchronized List<Received> received() {
        return List.copyOf(received);
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void respond(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        received.add(new Received(
                exchange.getRequestURI().getPath(),
                headers,
                JSON.readTree(exchange.getRequestBody().readAllBytes())));
        Integer status = statuses.poll();
        byte[] body = "{\"error\": \"the token\nlacks the scope\"}".getBytes(UTF_8);
        exchange.sendResponseHeaders(status == null ? 200 : status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
