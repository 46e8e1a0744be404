package dev.millrace.webhook.delivery;

import dev.millrace.kit.address.OutboundAddresses.Resolved;
import dev.millrace.kit.address.PinnedRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.tracing.TracingPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Posts to endpoints. It connects to an address that was checked, whatever the name resolves to by now, while TLS and the
 * {@code Host} header have the name. It follows no redirect, reads no more of a response than is kept, and has one timeout
 * for the whole exchange. Each request has a connection of its own.
 */
final class WebhookClient implements AutoCloseable {

    private static final int HEADERS_KEPT = 40;
    private static final int HEADER_KEPT = 1000;

    private final HttpClient http;
    private final Duration timeout;
    private final int longestBody;

    /**
     * @param options for trust; this class sets what it depends on
     * @param longestBody how many bytes of a response's body are kept
     */
    WebhookClient(Vertx vertx, HttpClientOptions options, Duration timeout, int longestBody, int connections) {
        this.http = vertx.createHttpClient(new HttpClientOptions(options)
                .setKeepAlive(false)
                .setVerifyHost(true)
                .setMaxPoolSize(connections)
                .setConnectTimeout(Math.toIntExact(timeout.toMillis() / 2))
                .setDecompressionSupported(false)
                // the ids of our traces are of no use to others, and the spans would have their addresses
                .setTracingPolicy(TracingPolicy.IGNORE));
        this.timeout = timeout;
        this.longestBody = longestBody;
    }

    @Override
    public void close() {
        http.close();
    }

    /** Sends and waits for the response. */
    Attempt post(Resolved.Allowed target, Map<String, String> headers, String body) {
        var exchange = new Exchange(longestBody);
        connect(exchange, target, 0, headers, body);
        try {
            return exchange.outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return exchange.abort("no response within %d s".formatted(Math.max(1, timeout.toSeconds())));
        } catch (ExecutionException e) {
            return new Attempt.NoResponse(reason(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return exchange.abort("the service stopped while sending");
        }
    }

    private void connect(
            Exchange exchange, Resolved.Allowed target, int attempt, Map<String, String> headers, String body) {
        http.request(PinnedRequest.to(target.addresses().get(attempt), HttpMethod.POST, target.address()))
                .onComplete(connected -> {
                    if (connected.succeeded()) {
                        exchange.send(connected.result(), headers, body);
                    } else if (attempt + 1
                            < Math.min(
                                    PinnedRequest.ADDRESSES_TRIED,
                                    target.addresses().size())) {
                        connect(exchange, target, attempt + 1, headers, body);
                    } else {
                        exchange.outcome.completeExceptionally(connected.cause());
                    }
                });
    }

    /** A short text; a failure below may contain the address, but no secret. */
    private static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "the connection failed";
        }
        String text = String.valueOf(failure.getMessage());
        return "no response: " + (text.length() > 300 ? text.substring(0, 300) : text);
    }

    /** A request and what has arrived of its response; used by the event loop and, at the end, by the waiting thread. */
    private static final class Exchange {

        private final CompletableFuture<Attempt> outcome = new CompletableFuture<>();
        private final AtomicReference<@Nullable HttpClientRequest> request = new AtomicReference<>();
        private final AtomicReference<@Nullable HttpClientResponse> response = new AtomicReference<>();
        private final Buffer body = Buffer.buffer();
        private final int longestBody;

        private Exchange(int longestBody) {
            this.longestBody = longestBody;
        }

        private void send(HttpClientRequest made, Map<String, String> headers, String payload) {
            if (outcome.isDone()) {
                made.reset();
                return;
            }
            request.set(made);
            headers.forEach(made::putHeader);
            made.send(Buffer.buffer(payload)).onComplete(sent -> {
                if (sent.succeeded()) {
                    receive(sent.result());
                } else {
                    outcome.completeExceptionally(sent.cause());
                }
            });
        }

        private void receive(HttpClientResponse received) {
            response.set(received);
            received.handler(this::append)
                    .exceptionHandler(broken -> outcome.complete(responded(received)))
                    .endHandler(end -> outcome.complete(responded(received)));
        }

        private synchronized void append(Buffer part) {
            int room = longestBody - body.length();
            body.appendBuffer(part.length() > room ? part.slice(0, room) : part);
            HttpClientResponse received = response.get();
            if (body.length() >= longestBody && received != null) {
                outcome.complete(responded(received));
                reset();
            }
        }

        /** Ends the exchange; a response whose body is late counts as a response. */
        private Attempt abort(String reason) {
            HttpClientResponse received = response.get();
            Attempt made = received == null ? new Attempt.NoResponse(reason) : responded(received);
            outcome.complete(made);
            reset();
            return made;
        }

        private void reset() {
            HttpClientRequest made = request.get();
            if (made != null) {
                made.reset();
            }
        }

        private synchronized Attempt responded(HttpClientResponse received) {
            Map<String, String> headers = new TreeMap<>();
            received.headers().forEach((name, value) -> {
                if (headers.size() < HEADERS_KEPT) {
                    headers.put(clean(name.toLowerCase(Locale.ROOT)), clean(shortened(value)));
                }
            });
            return new Attempt.Responded(
                    received.statusCode(),
                    headers,
                    clean(body.toString(StandardCharsets.UTF_8)),
                    retryAfter(received.getHeader("Retry-After")));
        }

        /** PostgreSQL stores every character but U+0000. */
        private static String clean(String text) {
            return text.replace('\0', '\ufffd');
        }

        private static String shortened(String value) {
            return value.length() > HEADER_KEPT ? value.substring(0, HEADER_KEPT) : value;
        }

        /** Seconds only; a date would depend on the endpoint's clock. */
        private static Optional<Duration> retryAfter(@Nullable String header) {
            return header != null && header.matches("\\d{1,7}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(header)))
                    : Optional.empty();
        }
    }
}
