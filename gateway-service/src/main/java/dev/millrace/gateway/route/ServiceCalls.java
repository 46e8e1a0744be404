package dev.millrace.gateway.route;

import dev.millrace.gateway.route.RouteOutcome.Forward;
import dev.millrace.gateway.route.RouteOutcome.Own;
import dev.millrace.gateway.route.RouteOutcome.Refused;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.http.GatewayToken;
import dev.millrace.kit.request.RequestId;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Calls the API for a page, as the person who requested the page: the call has the token and the cookies of that request, goes to
 * the service that owns its path, and shows that it came through the gateway. A path of the gateway's own goes to the address at
 * which this instance was reached.
 */
@ApplicationScoped
public class ServiceCalls {

    private static final Logger LOG = Logger.getLogger(ServiceCalls.class);

    /** A page waits no longer for one call. */
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
    private static final int CONNECTIONS_TO_ONE_SERVICE = 64;
    private static final int LARGEST = 4 * 1024 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final HttpClient client;
    private final ServiceInstances instances;
    private final UpstreamAddresses addresses;
    private final GatewayToken token;

    ServiceCalls(Vertx vertx, ServiceInstances instances, UpstreamAddresses addresses, GatewayToken token) {
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS_TO_ONE_SERVICE)
                .setMaxWaitQueueSize(CONNECTIONS_TO_ONE_SERVICE)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setMaxHeaderSize(64 * 1024)
                // an instance of the gateway that ends TLS by itself is reached by its address, which no certificate
                // names
                .setTrustAll(true)
                .setVerifyHost(false));
        this.instances = instances;
        this.addresses = addresses;
        this.token = token;
    }

    /**
     * Sends a call and waits for the whole response; on a thread that may block.
     *
     * @param page request of the page
     * @param method {@code GET}, {@code POST}, {@code PUT} or {@code DELETE}
     * @param uri path of the API and its query, escaped
     * @param body JSON; empty for none
     * @throws MillraceException 503 if the service is unavailable or too slow, 502 if its response is larger than 4 MiB
     */
    public Reply send(HttpServerRequest page, String method, String uri, Optional<byte[]> body) {
        int query = uri.indexOf('?');
        Target target = target(page, method, query < 0 ? uri : uri.substring(0, query));
        Future<Reply> reply = connect(target, target.addresses().iterator(), method, uri)
                .compose(request -> exchange(request, page, body));
        try {
            return reply.toCompletionStage().toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MillraceException known) {
                throw known;
            }
            LOG.debugf("%s is unavailable: %s", target.label(), e.getCause());
            throw unavailable(target, "is not available");
        } catch (TimeoutException e) {
            throw unavailable(target, "did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(target, "was not waited for");
        }
    }

    private Target target(HttpServerRequest page, String method, String path) {
        return switch (RouteTable.find(method, path)) {
            case Own own ->
                new Target("gateway", page.localAddress().hostAddress(), page.isSSL(), List.of(page.localAddress()));
            case Forward(Upstream upstream, boolean forGit) -> {
                URI address = addresses.of(upstream);
                yield new Target(
                        upstream.label(),
                        address.getHost(),
                        false,
                        instances.of(upstream).inOrder());
            }
            case Refused(String reason) -> throw MillraceException.badRequest(reason);
        };
    }

    /** While there is no connection, nothing was sent, so any instance may get the call. */
    private Future<HttpClientRequest> connect(Target target, Iterator<SocketAddress> order, String method, String uri) {
        SocketAddress instance = order.next();
        return client.request(new RequestOptions()
                        .setServer(instance)
                        .setHost(target.host())
                        .setPort(instance.port())
                        .setSsl(target.tls())
                        .setMethod(HttpMethod.valueOf(method))
                        .setURI(uri))
                .recover(failure ->
                        order.hasNext() ? connect(target, order, method, uri) : Future.failedFuture(failure));
    }

    private Future<Reply> exchange(HttpClientRequest request, HttpServerRequest page, Optional<byte[]> body) {
        MultiMap headers = request.headers();
        copy(page, headers, HttpHeaders.AUTHORIZATION.toString());
        copy(page, headers, HttpHeaders.COOKIE.toString());
        copy(page, headers, HttpHeaders.USER_AGENT.toString());
        copy(page, headers, RequestId.HEADER);
        headers.set(HttpHeaders.ACCEPT, "application/json");
        headers.set("X-Forwarded-For", page.remoteAddress().hostAddress());
        // the page itself was requested from the same origin, or changes nothing
        headers.set("Sec-Fetch-Site", "same-origin");
        token.current().ifPresent(proof -> headers.set(GatewayToken.HEADER, proof));
        Future<HttpClientResponse> response;
        if (body.isPresent()) {
            headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
            response = request.send(Buffer.buffer(body.get()));
        } else {
            response = request.send();
        }
        return response.compose(ServiceCalls::read);
    }

    private static void copy(HttpServerRequest page, MultiMap headers, String name) {
        Optional.ofNullable(page.getHeader(name)).ifPresent(value -> headers.set(name, value));
    }

    private static Future<Reply> read(HttpClientResponse response) {
        Buffer whole = Buffer.buffer();
        response.handler(part -> {
            if (whole.length() + part.length() > LARGEST) {
                response.request().reset();
                return;
            }
            whole.appendBuffer(part);
        });
        return response.end()
                .recover(failure -> Future.failedFuture(
                        whole.length() == 0
                                ? failure
                                : MillraceException.of(
                                        ErrorKind.UPSTREAM,
                                        502,
                                        "the response has more than %d bytes, or is incomplete".formatted(LARGEST))))
                .map(ended -> new Reply(
                        response.statusCode(),
                        List.copyOf(response.headers().getAll(HttpHeaders.SET_COOKIE)),
                        whole.getBytes()));
    }

    private static MillraceException unavailable(Target target, String what) {
        return MillraceException.of(ErrorKind.UPSTREAM, 503, "the service %s %s".formatted(target.label(), what))
                .withCode("service_unavailable")
                .withRetryAfter(RETRY_AFTER);
    }

    private record Target(String label, String host, boolean tls, List<SocketAddress> addresses) {}

    /** The whole response to a call. */
    public static final class Reply {

        private final int status;
        private final List<String> cookies;
        private final byte[] body;

        Reply(int status, List<String> cookies, byte[] body) {
            this.status = status;
            this.cookies = cookies;
            this.body = body;
        }

        /** HTTP status. */
        public int status() {
            return status;
        }

        /** The headers {@code Set-Cookie}, for the browser. */
        public List<String> cookies() {
            return cookies;
        }

        /** Its body, JSON if the call is one of the API; not to be changed. */
        public byte[] body() {
            return body;
        }
    }
}
