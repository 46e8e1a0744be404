package dev.millrace.gateway.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.gateway.route.ForwardingHeaders.Asker;
import dev.millrace.gateway.route.RouteOutcome.Forward;
import dev.millrace.gateway.route.RouteOutcome.Own;
import dev.millrace.gateway.route.RouteOutcome.Refused;
import dev.millrace.kit.error.ProblemBody;
import dev.millrace.kit.request.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.ConnectException;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every other handler: passes on what belongs to another service, refuses paths with a double meaning, and
 * lets the rest through to the gateway's own resources. It runs before anything could read the body, so a push of any size
 * streams through; only the owner of a path limits bodies.
 */
@ApplicationScoped
class FrontDoor {

    private static final Logger LOG = Logger.getLogger(FrontDoor.class);
    /** Before everything that Quarkus puts in the way, the limit for bodies among it. */
    private static final int FIRST = Integer.MIN_VALUE + 1_000;

    private static final int LAST = Integer.MAX_VALUE;
    private static final int CONNECTIONS_TO_ONE_SERVICE = 512;
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final String TO_OWNER = "to-owner";
    /** Silence on both sides; git may compute for minutes before it says something. */
    private static final int SILENCE_SECONDS = 15 * 60;

    private final Vertx vertx;
    private final ObjectMapper json;
    private final boolean trustForwarded;
    private final Map<Upstream, HttpProxy> proxies = new EnumMap<>(Upstream.class);

    FrontDoor(
            Vertx vertx,
            UpstreamAddresses addresses,
            ObjectMapper json,
            @ConfigProperty(name = "millrace.gateway.trust-forwarded", defaultValue = "false") boolean trustForwarded) {
        this.vertx = vertx;
        this.json = json;
        this.trustForwarded = trustForwarded;
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS_TO_ONE_SERVICE)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setIdleTimeout(SILENCE_SECONDS)
                .setMaxHeaderSize(64 * 1024)
                .setMaxInitialLineLength(16 * 1024)
                .setDecompressionSupported(false)
                .setReuseAddress(true));
        for (Upstream upstream : Upstream.values()) {
            proxies.put(upstream, proxy(client, upstream, addresses.of(upstream)));
        }
    }

    void onStart(@Observes Router router) {
        router.route().order(FIRST).handler(this::handle);
        router.route().order(LAST).handler(context -> refuse(context.request(), 404, "there is nothing at this path"));
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String uri = request.uri();
        int query = uri.indexOf('?');
        switch (RouteTable.find(query < 0 ? uri : uri.substring(0, query))) {
            case Own own -> context.next();
            case Refused(String reason) -> refuse(request, 400, reason);
            case Forward(Upstream upstream, boolean forGit) -> {
                request.pause(); // until there is somebody to give the body to
                Objects.requireNonNull(proxies.get(upstream)).handle(request);
            }
        }
    }

    private HttpProxy proxy(HttpClient client, Upstream upstream, URI address) {
        var target = new RequestOptions()
                .setHost(address.getHost())
                .setPort(address.getPort() < 0 ? 80 : address.getPort())
                .setSsl(false);
        return HttpProxy.reverseProxy(client)
                .origin(context -> connect(client, target, context))
                .addInterceptor(new Passage(upstream));
    }

    private static Future<HttpClientRequest> connect(HttpClient client, RequestOptions target, ProxyContext context) {
        return client.request(new RequestOptions(target)).map(request -> {
            context.set(TO_OWNER, request);
            // who waits for the answer is told of a failure anyway; without this, it is an error in the log each time
            // that
            // a client goes away
            return request.exceptionHandler(failure -> LOG.debugf("passage ended: %s", failure));
        });
    }

    private void refuse(HttpServerRequest request, int status, String text) {
        String id = ForwardingHeaders.requestId(request.headers());
        boolean git = isForGit(request);
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", git ? "text/plain; charset=utf-8" : "application/json")
                .putHeader(RequestId.HEADER, id)
                .end(problem(git, status, text, id));
    }

    private Buffer problem(boolean git, int status, String text, String requestId) {
        if (git) {
            return Buffer.buffer(text + " (request " + requestId + ")\n");
        }
        try {
            return Buffer.buffer(json.writeValueAsBytes(ProblemBody.of(status, text, null, requestId)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings is always writable", e);
        }
    }

    private static boolean isForGit(HttpServerRequest request) {
        String agent = request.getHeader("User-Agent");
        return agent != null && agent.startsWith("git/");
    }

    /** What happens to each message on its way. */
    private final class Passage implements ProxyInterceptor {

        private final Upstream upstream;

        Passage(Upstream upstream) {
            this.upstream = upstream;
        }

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            HttpServerRequest from = context.request().proxiedRequest();
            var headers = context.request().headers();
            ForwardingHeaders.dropHopByHop(headers);
            headers.remove("Expect"); // it was answered at the door
            ForwardingHeaders.sayWhoAsked(headers, asker(from), trustForwarded);
            String requestId = ForwardingHeaders.requestId(headers);
            context.set(RequestId.HEADER, requestId);
            return context.sendRequest().recover(failure -> Future.succeededFuture(away(context, requestId, failure)));
        }

        /**
         * Sends the answer on. The library would do so too, but it gathers answers for HTTP/1.0 in memory, and when a client
         * goes away it resets the answer in the middle of the write that failed, which releases a buffer twice.
         */
        @Override
        public Future<Void> handleProxyResponse(ProxyContext context) {
            ProxyResponse from = context.response();
            HttpServerRequest request = context.request().proxiedRequest();
            HttpServerResponse to = request.response();
            ForwardingHeaders.dropHopByHop(from.headers());
            to.setStatusCode(from.getStatusCode());
            if (from.getStatusMessage() != null) {
                to.setStatusMessage(from.getStatusMessage());
            }
            to.headers().addAll(from.headers());
            String requestId = context.get(RequestId.HEADER, String.class);
            if (requestId != null) {
                to.putHeader(RequestId.HEADER, requestId);
            }
            Body body = from.getBody();
            if (body == null) {
                return to.end();
            }
            if (body.length() >= 0) {
                to.putHeader("Content-Length", Long.toString(body.length()));
            } else if (request.version() != HttpVersion.HTTP_1_0 && hasBody(request, from.getStatusCode())) {
                to.setChunked(true);
            }
            return body.stream().pipe().endOnFailure(false).to(to).onFailure(failure -> breakOff(context, to, failure));
        }

        /** Ends both sides: a clone that nobody waits for must not go on, and half an answer must not look whole. */
        private void breakOff(ProxyContext context, HttpServerResponse to, Throwable failure) {
            LOG.debugf("requestId=%s upstream=%s %s", context.get(RequestId.HEADER, String.class), upstream, failure);
            HttpClientRequest toOwner = context.get(TO_OWNER, HttpClientRequest.class);
            if (toOwner != null) {
                toOwner.reset();
            }
            vertx.runOnContext(later -> to.reset());
        }

        private static boolean hasBody(HttpServerRequest request, int status) {
            return !request.method().equals(HttpMethod.HEAD) && status != 204 && status != 304;
        }

        private ProxyResponse away(ProxyContext context, String requestId, Throwable failure) {
            HttpServerRequest from = context.request().proxiedRequest();
            boolean unreachable = isUnreachable(failure);
            int status = unreachable ? 503 : 502;
            String text = unreachable
                    ? "%s is not reachable now; try again in a moment".formatted(upstream.label())
                    : "%s broke off before it answered".formatted(upstream.label());
            LOG.warnf(
                    "requestId=%s upstream=%s method=%s status=%d %s",
                    requestId, upstream.label(), from.method(), status, failure.toString());
            boolean git = isForGit(from) || RouteTable.find(from.path()).equals(new Forward(upstream, true));
            Buffer problem = problem(git, status, text, requestId);
            return context.request()
                    .release()
                    .response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", git ? "text/plain; charset=utf-8" : "application/json")
                    .putHeader("Retry-After", "5")
                    .setBody(Body.body(problem));
        }

        private static boolean isUnreachable(@Nullable Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof ConnectException) {
                    return true;
                }
            }
            return false;
        }

        private static Asker asker(HttpServerRequest from) {
            String host = from.authority() == null ? "" : from.authority().toString();
            return new Asker(from.remoteAddress().hostAddress(), from.isSSL() ? "https" : "http", host);
        }
    }
}
