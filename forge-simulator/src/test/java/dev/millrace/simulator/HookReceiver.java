package dev.millrace.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Receives the simulator's deliveries, and keeps those of one organization; the simulator sends here while it is open. */
public final class HookReceiver implements AutoCloseable {

    /** One delivery as received. */
    public record Received(String guid, String event, JsonPath payload) {}

    private final HttpServer server;
    private final String organization;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int status = 202;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    public HookReceiver(Forge forge) {
        this.organization = forge.organization();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
        Forge.call(
                "PATCH",
                "/app",
                Map.of("hookUrl", "http://127.0.0.1:" + server.getAddress().getPort() + "/hook"));
    }

    /** The deliveries so far, oldest first. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    public List<Received> received(String event) {
        return received.stream().filter(r -> r.event().equals(event)).toList();
    }

    /** Answers with this status from now on. */
    public void answer(int newStatus) {
        status = newStatus;
    }

    /** Does not answer until the gate opens. */
    public CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /** Waits for the first delivery of an event that matches. */
    public JsonPath await(String event, Predicate<JsonPath> fits) {
        return Awaitility.await(event)
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> received(event).stream()
                                .map(Received::payload)
                                .filter(fits)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (body.contains(organization)) {
            received.add(new Received(
                    exchange.getRequestHeaders().getFirst("X-GitHub-Delivery"),
                    exchange.getRequestHeaders().getFirst("X-GitHub-Event"),
                    JsonPath.from(body)));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
