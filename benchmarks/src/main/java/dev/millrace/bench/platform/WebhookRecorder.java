package dev.millrace.bench.platform;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A receiver of webhooks: accepts every delivery, and records its content. Thread-safe. */
public final class WebhookRecorder implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NOTHING = "0".repeat(40);

    private final HttpServer server;
    private final Map<String, Set<String>> bodies = new HashMap<>();
    private final Map<Fact, Set<String>> facts = new HashMap<>();
    private int received;

    /** A fact that exactly one delivery should report. */
    private sealed interface Fact {

        /** A ref that moved. */
        record Move(String ref, String before, String after) implements Fact {}

        /**
         * A sync that began or ended.
         *
         * @param event the event for the end contains the start time, too
         */
        record Sync(String event, String repository, String startedAt) implements Fact {}
    }

    private WebhookRecorder(HttpServer server) {
        this.server = server;
    }

    /** Listens on a port of this machine; the caller closes it. */
    public static WebhookRecorder start() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var recorder = new WebhookRecorder(server);
        server.createContext("/", recorder::take);
        server.start();
        return recorder;
    }

    /** The URL to send webhooks to. */
    public URI address() {
        return URI.create(
                "http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort()));
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
     * Records one delivery.
     *
     * @param id the same in each repetition of one delivery
     * @param event {@code push} and others
     */
    synchronized void remember(String id, String event, String body) throws IOException {
        received++;
        bodies.computeIfAbsent(id, _ -> new HashSet<>()).add(body);
        facts.computeIfAbsent(fact(event, JSON.readTree(body)), _ -> new HashSet<>())
                .add(id);
    }

    private static Fact fact(String event, JsonNode body) {
        return event.equals("push")
                ? new Fact.Move(
                        body.path("ref").asText(),
                        body.path("before").asText(),
                        body.path("after").asText())
                : new Fact.Sync(
                        event,
                        body.path("repository").path("id").asText(),
                        body.path("started_at").asText());
    }

    /** Deliveries so far, repetitions included. */
    public synchronized int received() {
        return received;
    }

    /** Deliveries so far, each counted once however often it arrived. */
    public synchronized int distinct() {
        return bodies.size();
    }

    /**
     * Describes what is more than a repetition: ids whose deliveries differ in content, and content delivered under
     * several ids.
     */
    public synchronized List<String> duplicates() {
        Stream<String> changing = bodies.entrySet().stream()
                .filter(reported -> reported.getValue().size() > 1)
                .map(reported -> "%s reported %s".formatted(reported.getKey(), reported.getValue()));
        Stream<String> doubled = facts.entrySet().stream()
                .filter(reported -> reported.getValue().size() > 1)
                .map(reported -> "%s was reported by %s".formatted(reported.getKey(), reported.getValue()));
        return Stream.concat(changing, doubled).toList();
    }

    /**
     * Refs whose recorded moves do not lead from their creation to the current value. Only for refs that were never
     * moved back to an earlier value.
     *
     * @param refs full name to object id
     */
    public synchronized Set<String> gaps(Map<String, String> refs) {
        Map<String, Map<String, String>> backwards = new TreeMap<>();
        for (Fact fact : facts.keySet()) {
            if (fact instanceof Fact.Move(String ref, String before, String after)) {
                backwards.computeIfAbsent(ref, _ -> new HashMap<>()).put(after, before);
            }
        }
        return refs.entrySet().stream()
                .filter(ref -> !leadsBack(backwards.getOrDefault(ref.getKey(), Map.of()), ref.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
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
