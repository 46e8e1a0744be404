package dev.millrace.kit.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handles what a client still sends after its response. It is read and discarded for a short time, then the connection is
 * closed: closing at once, with bytes unread, resets the connection, and the reset can overtake the response (RFC 9112,
 * 9.6). Handlers that read for the resource are detached first, so none of it stays in memory.
 */
final class UnreadBody {

    /** A client that has sent nothing for this long has seen the response. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long TOTAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long CHECK_MILLIS = 500;

    /** A remainder of this size is already in transit, and reading it is cheaper than a new connection. */
    private static final long SMALL = 64 * 1024;

    private static final String WATCHED = UnreadBody.class.getName();

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final boolean close;
    private final long startedAt = System.nanoTime();
    private long lastByteAt = startedAt;
    private long timer = -1;

    private UnreadBody(Vertx vertx, HttpServerRequest request, boolean close) {
        this.vertx = vertx;
        this.request = request;
        this.close = close;
    }

    /** Called on the event loop, before the request has a handler. */
    static void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded() || !hasBody(request) || context.get(WATCHED) != null) {
            return;
        }
        context.put(WATCHED, true); // a rerouted request reaches this handler twice
        boolean large = isLarge(request);
        boolean http1 = isHttp1(request);
        Context eventLoop = context.vertx().getOrCreateContext();
        // a client that got no "Connection: close" may already send its next request on the connection when it is
        // closed
        var announced = new AtomicBoolean();
        context.addHeadersEndHandler(nothing -> {
            int status = context.response().getStatusCode();
            if (http1 && !request.isEnded() && (large && status >= 400 || status == 408)) {
                context.response().putHeader("Connection", "close");
                announced.set(true);
            }
        });
        context.addEndHandler(ended -> {
            if (!request.isEnded()) {
                eventLoop.runOnContext(later -> new UnreadBody(context.vertx(), request, announced.get()).drop());
            }
        });
    }

    private void drop() {
        if (request.isEnded()) {
            return;
        }
        request.handler(chunk -> lastByteAt = System.nanoTime());
        request.endHandler(whole -> complete());
        timer = vertx.setPeriodic(CHECK_MILLIS, tick -> {
            long now = System.nanoTime();
            if (request.isEnded()) {
                complete(); // a resource has set handlers of its own since, and the connection may serve another
                // request
            } else if (now - lastByteAt > IDLE_NANOS || now - startedAt > TOTAL_NANOS) {
                stop();
                disconnect();
            }
        });
        request.resume();
    }

    private void complete() {
        stop();
        if (close) {
            disconnect(); // after 408 a resource may still wait for the body: closing ends its read
        }
    }

    private void stop() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }

    private void disconnect() {
        if (isHttp1(request)) {
            request.connection().close();
        } else {
            request.response().reset(0); // NO_ERROR: the response is complete (RFC 9113, 8.1)
        }
    }

    private static boolean isHttp1(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2;
    }

    private static boolean hasBody(HttpServerRequest request) {
        return isAnnounced(request) || !isHttp1(request);
    }

    /** Whether a header announces a body; HTTP/2 needs none. */
    static boolean isAnnounced(HttpServerRequest request) {
        return request.headers().contains("Transfer-Encoding")
                || request.headers().contains("Content-Length");
    }

    private static boolean isLarge(HttpServerRequest request) {
        if (request.headers().contains("Expect")) {
            return true; // the client may or may not send the body: only a new connection is unambiguous
        }
        String length = request.getHeader("Content-Length");
        try {
            return length == null || Long.parseLong(length) > SMALL;
        } catch (NumberFormatException notANumber) {
            return true;
        }
    }
}
