package dev.millrace.githttp.forward;

import dev.millrace.githttp.forward.UpstreamFailure.Kind;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls upstreams over HTTP. It connects to the addresses that were checked, whatever the name leads to by now, while TLS
 * and the {@code Host} header have the name. It follows no redirect by itself.
 */
final class UpstreamClient implements AutoCloseable {

    /** Several forges take only those for Git that begin like this. */
    private static final String AGENT = "git/2.40.0 (Millrace)";

    private static final int ADDRESSES_TRIED = 3;
    private static final int LONGEST_REASON = 300;

    private final HttpClient http;
    private final Duration connectTimeout;
    private final Duration idleTimeout;

    /** @param options for trust and such; what this class is about is set by itself */
    UpstreamClient(Vertx vertx, HttpClientOptions options, ForwardConfig config) {
        this.http = vertx.createHttpClient(new HttpClientOptions(options)
                // a kept connection may be closed at the moment at which a push goes out on it
                .setKeepAlive(false)
                .setVerifyHost(true)
                .setMaxPoolSize(config.connections())
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setDecompressionSupported(false));
        this.connectTimeout = config.connectTimeout();
        this.idleTimeout = config.idleTimeout();
    }

    @Override
    public void close() {
        http.close();
    }

    /**
     * Begins a request; the caller sends its body and closes it.
     *
     * @param target of the access's own host
     * @param length of the body; empty to send it in chunks
     */
    UpstreamCall open(
            UpstreamAccess access, HttpMethod method, URI target, Map<String, String> headers, OptionalLong length)
            throws UpstreamFailure {
        requireSameHost(access, target);
        var opened = new CompletableFuture<UpstreamCall>();
        connect(opened, access, method, target, headers, length, 0);
        try {
            // the pool may have to wait for a connection to come free
            return opened.get(connectTimeout.plus(idleTimeout).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unreachable(access, e.getCause());
        } catch (TimeoutException e) {
            opened.cancel(false);
            throw new UpstreamFailure(
                    Kind.UNREACHABLE, "%s cannot be reached: no connection in time".formatted(access.name()));
        } catch (InterruptedException e) {
            opened.cancel(false);
            Thread.currentThread().interrupt();
            throw new UpstreamFailure(Kind.UNREACHABLE, "the service was stopped while it talked to " + access.name());
        }
    }

    /** The credential is meant for the upstream's own scheme, host and port, and so is what was checked of them. */
    static void requireSameHost(UpstreamAccess access, URI target) throws UpstreamFailure {
        String home = ReachUpstream.origin(access.address());
        String other = ReachUpstream.origin(target);
        if (!home.equals(other)) {
            throw new UpstreamFailure(
                    Kind.FORBIDDEN,
                    "%s redirects from %s to another host, %s, which is not followed"
                            .formatted(access.name(), home, access.shown(other, LONGEST_REASON)));
        }
    }

    private void connect(
            CompletableFuture<UpstreamCall> opened,
            UpstreamAccess access,
            HttpMethod method,
            URI target,
            Map<String, String> headers,
            OptionalLong length,
            int attempt) {
        http.request(options(access, method, target, attempt)).onComplete(connected -> {
            if (connected.succeeded()) {
                MultiMap fields = connected.result().headers();
                fields.set("User-Agent", AGENT);
                headers.forEach(fields::set);
                access.credential().ifPresent(credential -> fields.set("Authorization", credential.header()));
                length.ifPresentOrElse(
                        bytes -> fields.set("Content-Length", Long.toString(bytes)),
                        () -> connected.result().setChunked(true));
                var call = new UpstreamCall(access, connected.result(), idleTimeout);
                if (!opened.complete(call)) {
                    call.close();
                }
            } else if (attempt + 1 < Math.min(ADDRESSES_TRIED, access.pinned().size())) {
                connect(opened, access, method, target, headers, length, attempt + 1);
            } else {
                opened.completeExceptionally(connected.cause());
            }
        });
    }

    private static RequestOptions options(UpstreamAccess access, HttpMethod method, URI target, int attempt) {
        boolean secure = "https".equalsIgnoreCase(target.getScheme());
        int port = target.getPort() >= 0 ? target.getPort() : secure ? 443 : 80;
        String query = target.getRawQuery();
        var options = new RequestOptions()
                .setMethod(method)
                .setHost(host(target))
                .setPort(port)
                .setSsl(secure)
                .setFollowRedirects(false)
                .setURI(query == null ? target.getRawPath() : target.getRawPath() + "?" + query);
        if (!access.pinned().isEmpty()) {
            InetAddress pinned = access.pinned().get(attempt);
            options.setServer(SocketAddress.inetSocketAddress(port, pinned.getHostAddress()));
        }
        return options;
    }

    private static String host(URI address) {
        String host = address.getHost();
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** What failed, in one line. Text of the upstream may be in it. */
    static UpstreamFailure unreachable(UpstreamAccess access, @Nullable Throwable cause) {
        if (cause instanceof UpstreamFailure told) {
            return told;
        }
        String reason = switch (cause) {
            case null -> "the connection failed";
            case ConnectException refused -> "the connection was refused, or not answered";
            case UnknownHostException unknown -> "its host has no address that we can find";
            default -> access.shown(String.valueOf(cause.getMessage()), LONGEST_REASON);
        };
        return new UpstreamFailure(Kind.UNREACHABLE, "%s cannot be reached: %s".formatted(access.name(), reason));
    }
}
