package dev.millrace.webhook.delivery;

import dev.millrace.kit.address.OutboundAddresses.Resolved;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
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
 * Posts to endpoints. It connects to an address that was checked, whatever the name leads to by now, while TLS and the
 * {@code Host} header have the name. It follows no redirect, reads no more of an answer than is kept, and has one limit of
 * time for everything. Each request has a connection of its own.
 */
final class WebhookClient implements AutoCloseable {

    private static final int HEADERS_KEPT = 40;
    private static final int HEADER_KEPT = 1000;
    /** A host with several addresses gets as many tries to connect, within the same time. */
    private static final int ADDRESSES_TRIED = 3;

    private final HttpClient http;
    private final Duration timeout;
    private final int longestBody;

    /**
     * @param options for trust and such; what this class is about is set by itself
     * @param longestBody how many bytes of an answer's body are kept
     */
    WebhookClient(Vertx vertx, HttpClientOptions options, Duration timeout, int longestBody, int connections) {
        this.http = vertx.createHttpClient(new HttpClientOptions(options)
                .setKeepAlive(false)
                .setVerifyHost(true)
                .setMaxPoolSize(connections)
                .setConnectTimeout(Math.toIntExact(timeout.toMillis() / 2))
                .setDecompressionSupported(false));
        this.timeout = timeout;
        this.longestBody = longestBody;
    }

    @Override
    public void close() {
        http.close();
    }

    /** Sends and waits for the answer. */
    Attempt post(Resolved.Allowed target, Map<String, String> headers, String body) {
        var exchange = new Exchange(longestBody);
        connect(exchange, target, 0, headers, body);
        try {
            return exchange.answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return exchange.cut("no answer within %d s".formatted(Math.max(1, timeout.toSeconds())));
        } catch (ExecutionException e) {
            return new Attempt.Unanswered(reason(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return exchange.cut("the service was stopped while it sent");
        }
    }

    private void connect(
            Exchange exchange, Resolved.Allowed target, int attempt, Map<String, String> headers, String body) {
        http.request(options(target, attempt)).onComplete(connected -> {
            if (connected.succeeded()) {
                exchange.send(connected.result(), headers, body);
            } else if (attempt + 1
                    < Math.min(ADDRESSES_TRIED, target.addresses().size())) {
                connect(exchange, target, attempt + 1, headers, body);
            } else {
                exchange.answer.completeExceptionally(connected.cause());
            }
        });
    }

    private static RequestOptions options(Resolved.Allowed target, int attempt) {
        URI address = target.address();
        boolean secure = "https".equalsIgnoreCase(address.getScheme());
        int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        InetAddress pinned = target.addresses().get(attempt);
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(port, pinned.getHostAddress()))
                .setHost(host(address))
                .setPort(port)
                .setSsl(secure)
                .setFollowRedirects(false)
                .setURI(address.getRawQuery() == null ? path : path + "?" + address.getRawQuery());
    }

    private static String host(URI address) {
        String host = address.getHost();
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** A few words; what failed below may name the address, but knows no secret. */
    private static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "the connection failed";
        }
        String text = String.valueOf(failure.getMessage());
        return "no answer: " + (text.length() > 300 ? text.substring(0, 300) : text);
    }

    /** One request and what has arrived of its answer; touched by the event loop and, at the end, by the waiting thread. */
    private static final class Exchange {

        private final CompletableFuture<Attempt> answer = new CompletableFuture<>();
        private final AtomicReference<@Nullable HttpClientRequest> request = new AtomicReference<>();
        private final AtomicReference<@Nullable HttpClientResponse> response = new AtomicReference<>();
        private final Buffer body = Buffer.buffer();
        private final int longestBody;

        private Exchange(int longestBody) {
            this.longestBody = longestBody;
        }

        private void send(HttpClientRequest made, Map<String, String> headers, String payload) {
            if (answer.isDone()) {
                made.reset();
                return;
            }
            request.set(made);
            headers.forEach(made::putHeader);
            made.send(Buffer.buffer(payload)).onComplete(sent -> {
                if (sent.succeeded()) {
                    receive(sent.result());
                } else {
                    answer.completeExceptionally(sent.cause());
                }
            });
        }

        private void receive(HttpClientResponse received) {
            response.set(received);
            received.handler(this::append)
                    .exceptionHandler(broken -> answer.complete(answered(received)))
                    .endHandler(end -> answer.complete(answered(received)));
        }

        private synchronized void append(Buffer part) {
            int room = longestBody - body.length();
            body.appendBuffer(part.length() > room ? part.slice(0, room) : part);
            HttpClientResponse received = response.get();
            if (body.length() >= longestBody && received != null) {
                answer.complete(answered(received));
                reset();
            }
        }

        /** Ends the exchange: an answer whose body is late is one. */
        private Attempt cut(String reason) {
            HttpClientResponse received = response.get();
            Attempt made = received == null ? new Attempt.Unanswered(reason) : answered(received);
            answer.complete(made);
            reset();
            return made;
        }

        private void reset() {
            HttpClientRequest made = request.get();
            if (made != null) {
                made.reset();
            }
        }

        private synchronized Attempt answered(HttpClientResponse received) {
            Map<String, String> headers = new TreeMap<>();
            received.headers().forEach((name, value) -> {
                if (headers.size() < HEADERS_KEPT) {
                    headers.put(clean(name.toLowerCase(Locale.ROOT)), clean(shortened(value)));
                }
            });
            return new Attempt.Answered(
                    received.statusCode(),
                    headers,
                    clean(body.toString(StandardCharsets.UTF_8)),
                    retryAfter(received.getHeader("Retry-After")));
        }

        /** The database takes every character but this. */
        private static String clean(String text) {
            return text.replace('\0', '\ufffd');
        }

        private static String shortened(String value) {
            return value.length() > HEADER_KEPT ? value.substring(0, HEADER_KEPT) : value;
        }

        /** Seconds only; a date would have to be trusted to be of our clock. */
        private static Optional<Duration> retryAfter(@Nullable String header) {
            return header != null && header.matches("\\d{1,7}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(header)))
                    : Optional.empty();
        }
    }
}
