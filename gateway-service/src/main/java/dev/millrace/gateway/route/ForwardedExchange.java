package dev.millrace.gateway.route;

import dev.millrace.gateway.route.ForwardingHeaders.Asker;
import dev.millrace.gateway.route.OpenUploads.Upload;
import dev.millrace.kit.http.EarlyResponses;
import dev.millrace.kit.http.GatewayToken;
import dev.millrace.kit.http.UnreadResponse;
import dev.millrace.kit.request.RequestId;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.streams.Pipe;
import io.vertx.ext.web.RoutingContext;
import java.net.SocketException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to the service that owns its path, and the response on its way back. Bodies stream in both
 * directions, and each direction waits for the slower side. A response may arrive before the request is complete: then the
 * rest of the body is not forwarded. {@code Expect: 100-continue} is answered by the service. Except for the methods of
 * {@link Upload}, everything runs on the event loop of the client's connection.
 */
final class ForwardedExchange implements Upload {

    private static final Logger LOG = Logger.getLogger(ForwardedExchange.class);
    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ForwardRoute route;
    private final boolean forGit;
    private final Context eventLoop;
    private final HttpServerRequest client;
    private final HttpServerResponse toClient;
    private final String sender;
    private final String requestId;
    private final Optional<String> gatewayToken;
    private final long startedAt = System.nanoTime();
    private @Nullable HttpClientRequest toOwner;
    /** Set on the event loop of the owner's connection. */
    private volatile @Nullable HttpClientResponse fromOwner;
    /** Nothing more of the body is forwarded to the owner. */
    private boolean bodyDone;

    /** Whether the request was sent a second time, since the owner closed the connection as it arrived. */
    private boolean repeated;

    /** The owner has the whole request. */
    private boolean sentWhole;

    private boolean over;
    private volatile long lastByteAt = startedAt;
    private volatile boolean waitingForOwner = true;

    private ForwardedExchange(ForwardRoute route, boolean forGit, RoutingContext context, Asker asker) {
        this.route = route;
        this.forGit = forGit;
        this.eventLoop = context.vertx().getOrCreateContext();
        this.client = context.request();
        this.toClient = context.response();
        this.sender = asker.address();
        this.requestId = ForwardingHeaders.requestId(client.headers());
        this.gatewayToken = route.token().current();
    }

    /**
     * Forwards a request that has no handler yet.
     *
     * @param forGit whether git is the reader of errors
     */
    static void start(ForwardRoute route, boolean forGit, RoutingContext context, Asker asker, boolean trustForwarded) {
        HttpServerRequest request = context.request();
        request.pause();
        String sender = ForwardingHeaders.sender(request.headers(), asker, trustForwarded);
        ForwardedExchange exchange =
                new ForwardedExchange(route, forGit, context, new Asker(sender, asker.scheme(), asker.host()));
        if (exchange.hasBody() && !route.uploads().admit(exchange, exchange.startedAt)) {
            route.responses().send(request, 503, "too many request bodies at once", RETRY_AFTER);
            return;
        }
        context.addEndHandler(ended -> exchange.end(ended.succeeded()));
        exchange.connect(asker, trustForwarded);
    }

    private boolean hasBody() {
        if (client.isEnded()) {
            return false;
        }
        String length = client.getHeader("Content-Length");
        if (length != null) {
            return !length.equals("0");
        }
        // HTTP/2 needs no header to announce a body
        return client.headers().contains("Transfer-Encoding")
                || client.version() == HttpVersion.HTTP_2 && !WITHOUT_BODY.contains(client.method());
    }

    private void connect(Asker asker, boolean trustForwarded) {
        connect(route.instances().inOrder().iterator(), asker, trustForwarded);
    }

    /** While there is no connection, nothing of the request has been sent, so any instance may get it. */
    private void connect(Iterator<SocketAddress> instances, Asker asker, boolean trustForwarded) {
        SocketAddress instance = instances.next();
        route.client()
                .request(new RequestOptions(route.target())
                        .setServer(instance)
                        .setMethod(client.method())
                        .setURI(client.uri()))
                .onSuccess(request -> eventLoop.runOnContext(later -> send(request, asker, trustForwarded)))
                .onFailure(failure -> {
                    if (isUnreachable(failure)) {
                        route.instances().unreachable(instance);
                    }
                    eventLoop.runOnContext(later -> {
                        if (instances.hasNext() && !over) {
                            connect(instances, asker, trustForwarded);
                        } else {
                            unavailable(failure, isUnreachable(failure));
                        }
                    });
                });
    }

    private void send(HttpClientRequest request, Asker asker, boolean trustForwarded) {
        if (over) {
            request.reset();
            return;
        }
        toOwner = request;
        request.exceptionHandler(failure -> LOG.debugf("requestId=%s connection ended: %s", requestId, failure));
        request.response()
                .onSuccess(response -> {
                    response.pause();
                    fromOwner = response;
                    eventLoop.runOnContext(later -> respond(response));
                })
                .onFailure(failure -> eventLoop.runOnContext(later -> {
                    if (mayBeRepeated(failure)) {
                        repeated = true;
                        connect(asker, trustForwarded);
                    } else {
                        unavailable(failure, false);
                    }
                }));
        boolean body = hasBody();
        var headers = request.headers();
        headers.addAll(client.headers()).remove("Host");
        ForwardingHeaders.dropHopByHop(headers);
        ForwardingHeaders.setForwardedHeaders(headers, asker, trustForwarded);
        ForwardingHeaders.dropTraceContext(headers);
        headers.set(RequestId.HEADER, requestId);
        headers.remove(GatewayToken.HEADER);
        gatewayToken.ifPresent(token -> headers.set(GatewayToken.HEADER, token));
        boolean asks = body && isHttp11() && "100-continue".equalsIgnoreCase(headers.get("Expect"));
        if (!asks) {
            headers.remove("Expect");
        }
        if (!body) {
            bodyComplete();
            client.resume();
            sentWhole = true;
            request.end();
            return;
        }
        if (!headers.contains("Content-Length")) {
            request.setChunked(true);
        }
        if (asks) {
            request.continueHandler(go -> eventLoop.runOnContext(later -> {
                if (!over && !toClient.headWritten()) {
                    toClient.writeContinue();
                    passBodyOn(request);
                }
            }));
            request.sendHead();
        } else {
            passBodyOn(request);
        }
    }

    /**
     * Whether the owner closed the connection before it responded to a request that changes nothing: it may have decided to
     * close an idle connection just before it was used again (RFC 9112, section 9.3.1).
     */
    private boolean mayBeRepeated(Throwable failure) {
        return failure instanceof HttpClosedException
                && !repeated
                && !over
                && !hasBody()
                && WITHOUT_BODY.contains(client.method());
    }

    private boolean isHttp11() {
        return client.version() != HttpVersion.HTTP_1_0;
    }

    private void passBodyOn(HttpClientRequest request) {
        client.handler(chunk -> passOn(request, chunk));
        client.exceptionHandler(gone -> end(false));
        client.endHandler(whole -> {
            if (!bodyDone) {
                bodyComplete();
                sentWhole = true;
                request.end();
            }
        });
        lastByteAt = System.nanoTime();
        waitingForOwner = false;
        client.resume();
    }

    private void passOn(HttpClientRequest request, Buffer chunk) {
        if (bodyDone) {
            return;
        }
        lastByteAt = System.nanoTime();
        request.write(chunk);
        if (request.writeQueueFull()) {
            waitingForOwner = true;
            client.pause();
            request.drainHandler(drained -> eventLoop.runOnContext(later -> {
                lastByteAt = System.nanoTime();
                waitingForOwner = false;
                if (!bodyDone) {
                    client.resume();
                }
            }));
        }
    }

    private void bodyComplete() {
        bodyDone = true;
        route.uploads().remove(this);
    }

    private void respond(HttpClientResponse from) {
        if (over || toClient.headWritten()) {
            return;
        }
        Pipe<Buffer> content;
        try {
            content = from.pipe().endOnFailure(false);
        } catch (IllegalStateException ended) {
            // the owner closed the connection after it had begun its response, before any of that was read here
            unavailable(ended, false);
            return;
        }
        boolean early = !bodyDone;
        if (early && from.statusCode() >= 400) {
            client.pause(); // what the client still sends is dropped once it has the response
            bodyComplete();
        }
        ForwardingHeaders.dropHopByHop(from.headers());
        toClient.setStatusCode(from.statusCode());
        if (from.statusMessage() != null) {
            toClient.setStatusMessage(from.statusMessage());
        }
        // in place of headers of the same name that every response has
        from.headers()
                .names()
                .forEach(name -> toClient.putHeader(name, from.headers().getAll(name)));
        toClient.putHeader(RequestId.HEADER, requestId);
        boolean sized = toClient.headers().contains("Content-Length");
        if (!sized && isHttp11() && hasBody(from.statusCode())) {
            toClient.setChunked(true);
        }
        content.to(toClient)
                .onComplete(passed -> eventLoop.runOnContext(later -> {
                    if (passed.failed()) {
                        LOG.debugf("requestId=%s upstream=%s %s", requestId, route.upstream(), passed.cause());
                        end(false);
                        toClient.reset(); // a partial response must not look complete
                    } else if (early) {
                        end(false); // the owner accepts no more of the body
                    }
                }));
    }

    private boolean hasBody(int status) {
        return !client.method().equals(HttpMethod.HEAD) && status != 204 && status != 304;
    }

    /** @param unreachable whether there was no connection, so that nothing was sent */
    private void unavailable(Throwable failure, boolean unreachable) {
        if (over || toClient.headWritten()) {
            return;
        }
        bodyComplete();
        boolean busy = failure instanceof ConnectionPoolTooBusyException;
        int status = busy || unreachable ? 503 : 502;
        String label = route.upstream().label();
        String text = busy
                ? "%s has too many requests at once; try again in a moment".formatted(label)
                : unreachable
                        ? "%s is not reachable now; try again in a moment".formatted(label)
                        : "%s closed the connection before it responded".formatted(label);
        LOG.warnf(
                "requestId=%s upstream=%s method=%s status=%d %s",
                requestId, label, client.method(), status, failure.toString());
        boolean git = forGit || EarlyResponses.isFromGit(client);
        toClient.setStatusCode(status)
                .putHeader("Content-Type", EarlyResponses.contentType(git))
                .putHeader("Retry-After", Long.toString(RETRY_AFTER.toSeconds()))
                .putHeader(RequestId.HEADER, requestId)
                .end(route.responses().body(git, status, text, requestId));
    }

    private static boolean isUnreachable(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // refused, timed out, no route to the host or its network
            if (cause instanceof SocketException) {
                return true;
            }
        }
        return false;
    }

    /** Stops forwarding. Work that no client waits for ends at the owner, too. */
    private void end(boolean complete) {
        if (over) {
            return;
        }
        over = true;
        bodyComplete();
        HttpClientRequest request = toOwner;
        if (request == null || complete && sentWhole) {
            return;
        }
        HttpClientResponse response = fromOwner;
        if (response == null || !sentWhole) {
            request.reset();
        } else {
            UnreadResponse.drop(eventLoop, request, response);
        }
    }

    @Override
    public String sender() {
        return sender;
    }

    @Override
    public long silentNanos(long now) {
        return waitingForOwner ? 0 : now - lastByteAt;
    }

    @Override
    public boolean isOverdue(long now) {
        return silentNanos(now) > route.stall().toNanos()
                || now - startedAt > route.deadline().toNanos();
    }

    @Override
    public void drop() {
        giveUp(503, "too many request bodies at once, and this one was silent", RETRY_AFTER);
    }

    @Override
    public void timeOut() {
        giveUp(408, "the request body did not arrive in time", null);
    }

    private void giveUp(int status, String text, @Nullable Duration retryAfter) {
        eventLoop.runOnContext(later -> {
            if (!over && !bodyDone) {
                client.pause();
                boolean begun = toClient.headWritten();
                end(false);
                if (begun) {
                    toClient.reset();
                } else {
                    route.responses().send(client, status, text, retryAfter);
                }
            }
        });
    }
}
