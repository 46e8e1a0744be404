package dev.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** An address that webhooks are sent to: takes every delivery, and remembers what it told. Safe to share between threads. */
public final class WebhookRecorder implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NOTHING = "0".repeat(40);

    private final HttpServer server;
    private final Map<String, Set<String>> bodies = new HashMap<>();
    private final Map<Move, Set<String>> moves = new HashMap<>();
    private int received;

    /** A ref that moved, as a delivery told it. */
    private record Move(String ref, String before, String after) {}

    private WebhookRecorder(HttpServer server) {
        this.server = server;
    }

    /** Listens at a port of this machine; the caller closes it. */
    public static WebhookRecorder start() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var recorder = new WebhookRecorder(server);
        server.createContext("/", recorder::take);
        server.start();
        return recorder;
    }

    /** Where webhooks are to be sent. */
    public URI address() {
        return URI.create("http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort()));
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String id = exchange.getRequestHeaders().getFirst("X-Millrace-Delivery");
            String event = exchange.getRequestHeaders().getFirst("X-Pierre-Event");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            remember(String.valueOf(id), String.valueOf(event), body);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    /**
     * Remembers one delivery.
     *
     * @param id the same in each repetition of one delivery
     * @param event {@code push} and others
     */
    synchronized void remember(String id, String event, String body) throws IOException {
        received++;
        bodies.computeIfAbsent(id, _ -> new HashSet<>()).add(body);
        if (event.equals("push")) {
            JsonNode push = JSON.readTree(body);
            var move = new Move(
                    push.path("ref").asText(),
                    push.path("before").asText(),
                    push.path("after").asText());
            moves.computeIfAbsent(move, _ -> new HashSet<>()).add(id);
        }
    }

    /** Deliveries so far, repetitions included. */
    public synchronized int received() {
        return received;
    }

    /** Deliveries so far, each counted once however often it came. */
    public synchronized int distinct() {
        return bodies.size();
    }

    /** Ids under which not always the same was told, and moves that were told under several ids. */
    public synchronized int conflicts() {
        long changing =
                bodies.values().stream().filter(told -> told.size() > 1).count();
        long doubled = moves.values().stream().filter(ids -> ids.size() > 1).count();
        return Math.toIntExact(changing + doubled);
    }

    /**
     * How many refs' ways to where they are now were not told from their beginning on. Only for refs that were never moved
     * back to where they had been.
     *
     * @param refs full name to object id
     */
    public synchronized int gaps(Map<String, String> refs) {
        Map<String, Map<String, String>> backwards = new TreeMap<>();
        moves.keySet().forEach(move -> backwards
                .computeIfAbsent(move.ref(), _ -> new HashMap<>())
                .put(move.after(), move.before()));
        return Math.toIntExact(refs.entrySet().stream()
                .filter(ref -> !leadsBack(backwards.getOrDefault(ref.getKey(), Map.of()), ref.getValue()))
                .count());
    }

    private static boolean leadsBack(Map<String, String> backwards, String tip) {
        Optional<String> at = Optional.of(tip);
        for (int steps = 0; at.isPresent() && steps <= backwards.size(); steps++) {
            if (at.get().equals(NOTHING)) {
                return true;
            }
            at = Optional.ofNullable(backwards.get(at.get()));
        }
        return false;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
