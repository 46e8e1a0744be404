package dev.millrace.upstream;

import dev.millrace.kit.address.PinnedRequest;
import dev.millrace.kit.trust.TrustedCertificates;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to upstreams over HTTP. It connects to the addresses that were checked, whatever the name resolves to by
 * now, while TLS and the {@code Host} header have the name. It sends a credential to the upstream's own origin only, and
 * follows no redirect by itself. Safe to share between threads.
 */
public final class UpstreamClient implements AutoCloseable {

    /** Several forges serve Git only to user agents with this prefix. */
    private static final String AGENT = "git/2.40.0 (Millrace)";

    /** What is read of a connection at once; see {@link ResponseBody} for how much of it is buffered. */
    private static final int LONGEST_PART = 16 << 10;

    /** Pages of sign-in services have several KiB of headers. */
    private static final int LONGEST_HEADERS = 64 << 10;

    private final HttpClient http;
    private final ClientLimits limits;
    private final Clock clock;

    /** @param clock for responses that state a time */
    public UpstreamClient(Vertx vertx, TrustedCertificates trusted, ClientLimits limits, Clock clock) {
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setTrustOptions(TrustOptions.wrap(trusted.trustManager()))
                .setKeepAlive(!limits.keepAlive().isZero())
                .setKeepAliveTimeout(
                        Math.toIntExact(Math.max(1, limits.keepAlive().toSeconds())))
                .setVerifyHost(true)
                .setMaxPoolSize(limits.connections())
                .setMaxChunkSize(LONGEST_PART)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setConnectTimeout(Math.toIntExact(limits.connectTimeout().toMillis()))
                .setDecompressionSupported(false)
                // the ids of our traces are of no use to others, and the spans would have their addresses
                .setTracingPolicy(TracingPolicy.IGNORE));
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void close() {
        http.close();
    }

    /**
     * Begins a request; the caller sends its body and closes it.
     *
     * @param target of the access's own origin
     * @param headers those that are set here (credential, length, agent) are replaced, except the agent
     * @param length of the body; empty to send it in chunks. Ignored for {@code GET}, which has none
     * @throws UpstreamException if there is no connection, or {@code target} is of another origin
     */
    public UpstreamCall open(
            UpstreamAccess access, String method, URI target, Map<String, String> headers, OptionalLong length)
            throws UpstreamException {
        requireSameOrigin(access, target);
        var opened = new CompletableFuture<UpstreamCall>();
        connect(new Attempt(access, method, target, headers, length, opened), 0);
        try {
            // the pool may have to wait for a connection to become free
            return opened.get(limits.connectTimeout().plus(limits.idleTimeout()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed(access, e.getCause());
        } catch (TimeoutException e) {
            opened.cancel(false);
            throw unreachable("%s cannot be reached: no connection in time".formatted(access.name()));
        } catch (InterruptedException e) {
            opened.cancel(false);
            throw interrupted(access);
        }
    }

    /**
     * The check on redirects: the credential and the checked addresses are for the upstream's own scheme, host and port.
     *
     * @throws UpstreamException with {@link UpstreamFailure.RedirectRejected}
     */
    public static void requireSameOrigin(UpstreamAccess access, URI target) throws UpstreamException {
        if (!access.hasOrigin(target)) {
            throw new UpstreamException(new UpstreamFailure.RedirectRejected(
                    "%s redirects from %s to another host, %s, which is not followed"
                            .formatted(
                                    access.name(),
                                    Origin.of(access.address()),
                                    access.sanitized(Origin.of(target).toString()))));
        }
    }

    private void connect(Attempt attempt, int number) {
        http.request(attempt.options(number)).onComplete(connected -> {
            if (connected.succeeded()) {
                attempt.begin(connected.result(), limits, clock);
            } else if (number + 1
                    < Math.min(
                            PinnedRequest.ADDRESSES_TRIED,
                            attempt.access().pinned().size())) {
                connect(attempt, number + 1);
            } else {
                attempt.opened().completeExceptionally(connected.cause());
            }
        });
    }

    /** What failed, in one line. Text of the upstream may be in it, and is redacted. */
    static UpstreamException failed(UpstreamAccess access, @Nullable Throwable cause) {
        if (cause instanceof UpstreamException known) {
            return known;
        }
        String reason = switch (cause) {
            case null -> "the connection failed";
            case ConnectException refused -> "the connection was refused, or not answered";
            case UnknownHostException unknown -> "its host has no address";
            default -> access.sanitized(String.valueOf(cause.getMessage()));
        };
        return unreachable("%s cannot be reached: %s".formatted(access.name(), reason));
    }

    static UpstreamException interrupted(UpstreamAccess access) {
        Thread.currentThread().interrupt();
        return unreachable("the service was stopped during a request to " + access.name());
    }

    static UpstreamException unreachable(String message) {
        return new UpstreamException(new UpstreamFailure.Unreachable(message));
    }

    /** One request, at each address of its host in turn. */
    private record Attempt(
            UpstreamAccess access,
            String method,
            URI target,
            Map<String, String> headers,
            OptionalLong length,
            CompletableFuture<UpstreamCall> opened) {

        RequestOptions options(int number) {
            HttpMethod named = HttpMethod.valueOf(method);
            return access.pinned().isEmpty()
                    ? PinnedRequest.unpinned(named, target)
                    : PinnedRequest.to(access.pinned().get(number), named, target);
        }

        void begin(HttpClientRequest request, ClientLimits limits, Clock clock) {
            MultiMap fields = request.headers();
            fields.set("User-Agent", AGENT);
            headers.forEach(fields::set);
            access.credential().ifPresent(credential -> fields.set("Authorization", credential.header()));
            if (!method.equals("GET")) {
                length.ifPresentOrElse(
                        bytes -> fields.set("Content-Length", Long.toString(bytes)), () -> request.setChunked(true));
            }
            var call = new UpstreamCall(access, request, limits, clock);
            if (!opened.complete(call)) {
                call.close();
            }
        }
    }
}
