package dev.millrace.simulator.hooks;

import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.settings.SimulatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sends one delivery once, signed, and returns the result. Never throws for what the receiver does, and never retries. */
@ApplicationScoped
class DeliveryClient {

    private static final int LONGEST_ANSWER = 64 << 10;

    private final AppHook hook;
    private final GitHubApp app;
    private final Clock clock;
    private final Duration timeout;
    private final HttpClient http;

    DeliveryClient(AppHook hook, GitHubApp app, Clock clock, SimulatorConfig config) {
        this.hook = hook;
        this.app = app;
        this.clock = clock;
        this.timeout = config.hook().timeout();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** The delivery with the headers it was sent with and its result. */
    Delivery send(Delivery delivery, URI target) throws InterruptedException {
        byte[] body = delivery.payload().bytes();
        Map<String, String> headers = headers(delivery, body);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target).timeout(timeout).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        long startedAt = System.nanoTime();
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            return delivery.with(headers, answered(response, startedAt));
        } catch (HttpTimeoutException e) {
            return delivery.with(headers, failed("timed out", startedAt));
        } catch (IOException e) {
            return delivery.with(headers, failed("failed to connect to host", startedAt));
        }
    }

    /** The delivery as if it had received an answer, or none, without sending anything. */
    Delivery pretend(Delivery delivery, Optional<Integer> statusCode) {
        long now = System.nanoTime();
        Instant at = delivery.queuedAt();
        Delivery.Attempt attempt = statusCode
                .map(code -> new Delivery.Attempt(at, Duration.ofMillis(12), code, "OK", Map.of(), ""))
                .orElseGet(() -> new Delivery.Attempt(at, since(now), 0, "failed to connect to host", Map.of(), ""));
        return delivery.with(headers(delivery, delivery.payload().bytes()), attempt);
    }

    /** The delivery as one of too many at once, which was held back and not sent. */
    Delivery throttle(Delivery delivery) {
        Instant at = delivery.queuedAt();
        return delivery.with(
                headers(delivery, delivery.payload().bytes()),
                new Delivery.Attempt(at, Duration.ZERO, 0, "throttled", Map.of(), "", Optional.of(at)));
    }

    private Map<String, String> headers(Delivery delivery, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "*/*");
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "GitHub-Hookshot/5a3c1f0");
        headers.put("X-GitHub-Delivery", delivery.guid().toString());
        headers.put("X-GitHub-Event", delivery.event());
        headers.put("X-GitHub-Hook-ID", String.valueOf(hook.id()));
        headers.put("X-GitHub-Hook-Installation-Target-ID", String.valueOf(app.id()));
        headers.put("X-GitHub-Hook-Installation-Target-Type", "integration");
        headers.put("X-Hub-Signature", Signature.sha1(hook.secret(), body));
        headers.put("X-Hub-Signature-256", Signature.sha256(hook.secret(), body));
        return headers;
    }

    private Delivery.Attempt answered(HttpResponse<InputStream> response, long startedAt) throws IOException {
        String body;
        try (InputStream in = response.body()) {
            body = new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
        }
        Map<String, String> headers = new TreeMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        int code = response.statusCode();
        String status = code >= 200 && code < 300 ? "OK" : "Invalid HTTP Response: " + code;
        return new Delivery.Attempt(clock.instant(), since(startedAt), code, status, headers, body);
    }

    private Delivery.Attempt failed(String status, long startedAt) {
        return new Delivery.Attempt(clock.instant(), since(startedAt), 0, status, Map.of(), "");
    }

    private static Duration since(long startedAt) {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }
}
