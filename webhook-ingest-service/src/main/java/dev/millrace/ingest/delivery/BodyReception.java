package dev.millrace.ingest.delivery;

import dev.millrace.ingest.delivery.BodyOutcome.Complete;
import dev.millrace.ingest.delivery.BodyOutcome.Disconnected;
import dev.millrace.ingest.delivery.BodyOutcome.NoRoom;
import dev.millrace.ingest.delivery.BodyOutcome.TooLong;
import dev.millrace.ingest.delivery.BodyOutcome.TooSlow;
import dev.millrace.ingest.delivery.IncomingBodies.Share;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reads the body of one request, on its event loop, within its share of the memory and until its deadline. */
final class BodyReception {

    private final long limit;
    private final Share share;
    private final CompletableFuture<BodyOutcome> outcome;
    private ReceivedBody body = new ReceivedBody();

    private BodyReception(long limit, Share share, CompletableFuture<BodyOutcome> outcome) {
        this.limit = limit;
        this.share = share;
        this.outcome = outcome;
    }

    /**
     * Starts to read, and sends {@code 100 Continue} to a client that waits for it.
     *
     * @param request paused, without a handler yet
     * @param limit bytes
     * @param outcome completed with how the reading ended; completing it from outside aborts the reading
     */
    static void start(
            HttpServerRequest request,
            long limit,
            Share share,
            Duration deadline,
            CompletableFuture<BodyOutcome> outcome) {
        outcome.completeOnTimeout(new TooSlow(), deadline.toMillis(), TimeUnit.MILLISECONDS);
        BodyReception reception = new BodyReception(limit, share, outcome);
        if (request.isEnded()) {
            reception.end();
            return;
        }
        request.handler(reception::add);
        request.endHandler(end -> reception.end());
        request.exceptionHandler(broken -> reception.finish(new Disconnected()));
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private void add(Buffer chunk) {
        if (outcome.isDone()) {
            body = new ReceivedBody();
        } else if (body.length() + (long) chunk.length() > limit) {
            finish(new TooLong());
        } else if (!body.append(chunk, share)) {
            finish(new NoRoom());
        }
    }

    private void end() {
        finish(share.complete() ? new Complete(body) : new NoRoom());
    }

    private void finish(BodyOutcome ended) {
        outcome.complete(ended);
        if (!(ended instanceof Complete)) {
            body = new ReceivedBody();
        }
    }
}
