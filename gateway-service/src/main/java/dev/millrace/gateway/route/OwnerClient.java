package dev.millrace.gateway.route;

import dev.millrace.gateway.route.RouteOutcome.Forward;
import dev.millrace.kit.address.HostLookup;
import dev.millrace.kit.http.GatewayToken;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Sends calls of the public API that the gateway makes itself, for a caller and with the caller's credential, to the service that
 * owns their path. Which instance gets one is decided as for requests that are forwarded. Safe to share between threads; blocks.
 */
@Singleton
public final class OwnerClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** More than services take for one call of the API. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private static final Duration RESOLVED_FOR = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 1 << 20;

    private final Map<Upstream, Instances> instances = new EnumMap<>(Upstream.class);
    private final GatewayToken token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private volatile long resolvedAt = System.nanoTime() - RESOLVED_FOR.toNanos();

    OwnerClient(UpstreamAddresses addresses, HostLookup lookup, GatewayToken token) {
        this.token = token;
        for (Upstream upstream : Upstream.values()) {
            URI address = addresses.of(upstream);
            int port = address.getPort() < 0 ? 80 : address.getPort();
            instances.put(upstream, new Instances(address.getHost(), port, lookup));
        }
    }

    /**
     * A call of the API.
     *
     * @param uri path and query, as a client of the gateway sends them
     * @param contentType of the body
     */
    public record Call(String method, String uri, Optional<String> contentType, Optional<String> body) {}

    /**
     * On whose behalf a call is made.
     *
     * @param headers sent with each call: the credential, and what names the client
     * @param whenGone registers what is to be done when the client disconnects
     */
    public record Origin(Map<String, String> headers, Consumer<Runnable> whenGone) {}

    /**
     * What a service responded.
     *
     * @param text at most 1 MiB of the body, as UTF-8
     * @param isCut whether there was more of it
     */
    public record Answer(int status, String text, boolean isCut) {}

    /**
     * Sends a call.
     *
     * @throws IOException if no instance responds in time, or the client has disconnected
     */
    public Answer send(Call call, Origin origin) throws IOException {
        String path = call.uri().replaceFirst("\\?.*", "");
        if (!(RouteTable.find(call.method(), path) instanceof Forward(Upstream upstream, boolean forGit))) {
            throw new IllegalArgumentException("no service owns the path '%s'".formatted(path));
        }
        List<SocketAddress> order = inOrder(upstream);
        for (SocketAddress address : order) {
            try {
                return send(call, origin, address);
            } catch (ConnectException e) {
                // nothing of the call was sent, so any instance may get it
                of(upstream).unreachable(address);
            }
        }
        throw new IOException("%s is not reachable now".formatted(upstream.label()));
    }

    private List<SocketAddress> inOrder(Upstream upstream) {
        if (System.nanoTime() - resolvedAt >= RESOLVED_FOR.toNanos()) {
            resolvedAt = System.nanoTime();
            instances.values().forEach(Instances::refresh);
        }
        return of(upstream).inOrder();
    }

    private Instances of(Upstream upstream) {
        return Objects.requireNonNull(instances.get(upstream));
    }

    private Answer send(Call call, Origin origin, SocketAddress address) throws IOException {
        String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://%s:%d%s".formatted(host, address.port(), call.uri())))
                .timeout(TIMEOUT)
                .method(call.method(), call.body().map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        origin.headers().forEach(request::header);
        call.contentType().ifPresent(type -> request.header("Content-Type", type));
        token.current().ifPresent(proof -> request.header(GatewayToken.HEADER, proof));
        CompletableFuture<HttpResponse<InputStream>> sent =
                http.sendAsync(request.build(), BodyHandlers.ofInputStream());
        origin.whenGone().accept(() -> abandon(sent));
        try (InputStream body = sent.get().body()) {
            byte[] read = body.readNBytes(MOST_BYTES + 1);
            boolean isCut = read.length > MOST_BYTES;
            String text = new String(read, 0, Math.min(read.length, MOST_BYTES), StandardCharsets.UTF_8);
            return new Answer(sent.get().statusCode(), text, isCut);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (CancellationException e) {
            throw new IOException("the client has disconnected", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("this instance is stopping");
        }
    }

    /** Ends what the service does for the call: its connection closes. */
    private static void abandon(CompletableFuture<HttpResponse<InputStream>> sent) {
        if (sent.cancel(true) || !sent.isDone() || sent.isCompletedExceptionally()) {
            return;
        }
        try {
            sent.join().body().close();
        } catch (IOException e) {
            // it is closed then
        }
    }
}
