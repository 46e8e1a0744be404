package dev.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Services behind the front door that do what a request's {@code X-Fake} header asks, or else report what reached them.
 * Nothing listens at the address of insights; pipeline is a {@link RawOwner}.
 */
public final class FakeUpstreams implements QuarkusTestResourceLifecycleManager {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] BLOCK = new byte[64 * 1024];

    private final RawOwner raw = new RawOwner();
    private final List<HttpServer> servers = new ArrayList<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> received = new ConcurrentHashMap<>();
    private final Map<String, Boolean> cancelled = new ConcurrentHashMap<>();

    @Override
    public Map<String, String> start() {
        var settings = new HashMap<String, String>();
        for (String service : List.of("ingest", "git-http", "sync", "webhook-delivery")) {
            settings.put("millrace.urls." + service, serve(service));
            settings.put("millrace.management." + service, serve(service));
        }
        settings.compute("millrace.urls.webhook-delivery", (key, url) -> url.replace("127.0.0.1", "two.instances"));
        settings.put("millrace.urls.pipeline", raw.address());
        settings.put("millrace.management.pipeline", serve("pipeline"));
        settings.put("millrace.urls.insights", "http://127.0.0.1:" + unusedPort());
        settings.put("millrace.management.insights", "http://127.0.0.1:" + unusedPort());
        // tests start checks themselves, and connect forges that are not there
        settings.put("millrace.gateway.installation-check.enabled", "false");
        // five times as many at once: more than another test sends with one credential
        settings.put("millrace.gateway.rate.per-token", "60");
        settings.put("millrace.gateway.cors.origins", "https://app.example.com");
        return settings;
    }

    @Override
    public void stop() {
        servers.forEach(server -> server.stop(0));
        try {
            raw.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String serve(String name) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> answer(name, exchange));
            server.start();
            servers.add(server);
            return "http://127.0.0.1:" + server.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(String name, HttpExchange exchange) throws IOException {
        String[] order =
                String.valueOf(exchange.getRequestHeaders().getFirst("X-Fake")).split(":");
        String argument = order.length > 1 ? order[1] : "";
        switch (order[0]) {
            case "hold" -> hold(exchange, argument);
            case "answer-when-released" -> {
                counter(argument).incrementAndGet();
                answerWhenReleased(exchange, argument);
            }
            case "release" -> {
                latch(argument).countDown();
                send(exchange, 200, "released");
            }
            case "swallow" -> swallow(exchange, argument);
            case "received" ->
                send(exchange, 200, Long.toString(counter(argument).get()));
            case "flow" -> flow(exchange, Long.parseLong(argument));
            case "endless" -> endless(exchange, argument);
            case "cancelled" -> send(exchange, 200, Boolean.toString(cancelled.containsKey(argument)));
            case "break" -> exchange.close();
            case "break-once" -> {
                if (counter(argument).incrementAndGet() > 1) {
                    echo(name, exchange);
                }
                exchange.close();
            }
            case "refuse" -> refuse(exchange);
            default -> echo(name, exchange);
        }
    }

    private void hold(HttpExchange exchange, String id) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write("first\n".getBytes(UTF_8));
            out.flush();
            if (latch(id).await(30, TimeUnit.SECONDS)) {
                out.write("second\n".getBytes(UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answerWhenReleased(HttpExchange exchange, String id) throws IOException {
        try {
            send(exchange, latch(id).await(30, TimeUnit.SECONDS) ? 200 : 504, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void swallow(HttpExchange exchange, String id) throws IOException {
        byte[] block = new byte[BLOCK.length];
        InputStream body = exchange.getRequestBody();
        for (int read = body.read(block); read >= 0; read = body.read(block)) {
            counter(id).addAndGet(read);
        }
        send(exchange, 200, Long.toString(counter(id).get()));
    }

    private static void flow(HttpExchange exchange, long bytes) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (long left = bytes; left > 0; left -= BLOCK.length) {
                out.write(BLOCK, 0, (int) Math.min(left, BLOCK.length));
            }
        }
    }

    private void endless(HttpExchange exchange, String id) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(BLOCK);
            }
        } catch (IOException e) {
            cancelled.put(id, true);
            throw e;
        }
    }

    /** Answers although nothing of the body has been read. */
    private static void refuse(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(413, 0);
        exchange.getResponseBody().write("too long".getBytes(UTF_8));
        exchange.getResponseBody().flush();
    }

    private static void echo(String name, HttpExchange exchange) throws IOException {
        Map<String, Object> received = new HashMap<>();
        received.put("upstream", name);
        received.put("method", exchange.getRequestMethod());
        received.put("uri", exchange.getRequestURI().toString());
        received.put("bytes", exchange.getRequestBody().readAllBytes().length);
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((header, values) -> headers.put(header.toLowerCase(Locale.ROOT), values.getFirst()));
        received.put("headers", headers);
        byte[] body = JSON.writeValueAsBytes(received);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Keep-Alive", "timeout=3");
        exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private CountDownLatch latch(String id) {
        return held.computeIfAbsent(id, key -> new CountDownLatch(1));
    }

    private AtomicLong counter(String id) {
        return received.computeIfAbsent(id, key -> new AtomicLong());
    }

    private static int unusedPort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
