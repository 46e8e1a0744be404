package dev.millrace.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request to an upstream and its response, for threads that may block. It knows whether the request was sent completely:
 * before that the upstream cannot have acted on it.
 */
public final class UpstreamCall implements AutoCloseable {

    private final UpstreamAccess access;
    private final HttpClientRequest request;
    private final Duration idle;
    private final CompletableFuture<UpstreamResponse> head = new CompletableFuture<>();
    private volatile boolean isSent;

    /** To be created where the request was created: on its event loop. */
    UpstreamCall(UpstreamAccess access, HttpClientRequest request, ClientLimits limits, Clock clock) {
        this.access = access;
        this.request = request;
        this.idle = limits.idleTimeout();
        // a failure is reported to whichever thread waits for the response or for something to be sent
        request.exceptionHandler(ignored -> {});
        request.response().onComplete(arrived -> {
            if (arrived.succeeded()) {
                head.complete(new UpstreamResponse(access, arrived.result(), Vertx.currentContext(), limits, clock));
            } else {
                head.completeExceptionally(arrived.cause());
            }
        });
    }

    /**
     * Sends a part of the body, which is copied. When it returns, the system has taken it.
     *
     * @throws UpstreamException if it cannot be sent, or the upstream has already returned another status than 200
     */
    public void write(byte[] bytes, int offset, int length) throws UpstreamException {
        throwEarlyFailure();
        try {
            await(request.write(copy(bytes, offset, length)));
        } catch (UpstreamException broken) {
            throwEarlyFailure();
            throw broken;
        }
    }

    /** Sends the last part of the body. From here on the upstream may act. */
    public void end(byte[] bytes, int offset, int length) throws UpstreamException {
        throwEarlyFailure();
        isSent = true;
        await(length == 0 ? request.end() : request.end(copy(bytes, offset, length)));
    }

    /** Sends a request that has no body. */
    public void end() throws UpstreamException {
        end(new byte[0], 0, 0);
    }

    private static Buffer copy(byte[] bytes, int offset, int length) {
        return Buffer.buffer(length).appendBytes(bytes, offset, length);
    }

    /** Whether everything was sent, so that only the upstream knows what became of it. */
    public boolean isSent() {
        return isSent;
    }

    /**
     * Waits for the response, of whatever status; its body arrives later.
     *
     * @throws UpstreamException if there is none
     */
    public UpstreamResponse response() throws UpstreamException {
        return take(head);
    }

    /** The response if it has already arrived. */
    public Optional<UpstreamResponse> earlyResponse() {
        return head.isDone() && !head.isCompletedExceptionally() ? Optional.of(head.join()) : Optional.empty();
    }

    /** An early status 200 is nothing special: many servers send it before they have read the pack. */
    private void throwEarlyFailure() throws UpstreamException {
        Optional<UpstreamResponse> early = earlyResponse().filter(response -> !response.isOk());
        if (early.isPresent()) {
            throw new UpstreamException(early.get().failure());
        }
    }

    private void await(Future<Void> sent) throws UpstreamException {
        take(sent.toCompletionStage().toCompletableFuture());
    }

    private <T> T take(CompletableFuture<T> coming) throws UpstreamException {
        try {
            return coming.get(idle.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw UpstreamClient.failed(access, e.getCause());
        } catch (TimeoutException e) {
            throw silent(access, idle);
        } catch (InterruptedException e) {
            throw UpstreamClient.interrupted(access);
        }
    }

    static UpstreamException silent(UpstreamAccess access, Duration idle) {
        return UpstreamClient.unreachable(
                "%s was silent for %d s".formatted(access.name(), Math.max(1, idle.toSeconds())));
    }

    /** Whether the response has arrived completely. */
    boolean isComplete() {
        return earlyResponse().filter(UpstreamResponse::isComplete).isPresent();
    }

    /** Aborts what is not complete; does nothing the second time. */
    @Override
    public void close() {
        Optional<UpstreamResponse> arrived = earlyResponse();
        if (isSent && arrived.isPresent()) {
            arrived.get().drop(request);
        } else {
            // also if a complete response has arrived before the end of the request: the upstream may wait for the rest
            request.reset();
        }
    }
}
