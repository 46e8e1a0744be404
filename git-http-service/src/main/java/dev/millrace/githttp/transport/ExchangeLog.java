package dev.millrace.githttp.transport;

import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.fetch.FetchOutcome;
import dev.millrace.githttp.move.MoveRefs;
import dev.millrace.githttp.push.PushOutcome;
import dev.millrace.kit.identity.Caller;
import java.util.Optional;
import org.jboss.logging.Logger;

/** One line for each fetch and push, with caller, repository, size and duration; never a token. */
final class ExchangeLog {

    private static final Logger LOG = Logger.getLogger(ExchangeLog.class);

    private ExchangeLog() {}

    static void fetched(Granted grant, Exchange exchange, FetchOutcome outcome) {
        switch (outcome) {
            case FetchOutcome.Talked talked -> LOG.debugf("negotiated %s", about(grant, exchange));
            case FetchOutcome.PackSent(long objects, long bytes, boolean copied) ->
                LOG.infof(
                        "packed %s objects=%d packBytes=%d copied=%b", about(grant, exchange), objects, bytes, copied);
            case FetchOutcome.Refused(String reason) ->
                LOG.infof("fetch refused %s reason=%s", about(grant, exchange), reason);
            case FetchOutcome.Failed(Throwable cause) when exchange.isBroken() -> endedEarly(exchange);
            case FetchOutcome.Failed(Throwable cause) -> LOG.errorf(cause, "fetch failed %s", about(grant, exchange));
        }
    }

    /**
     * A clone has its complete response, which may have been produced for another one.
     *
     * @param packed whether the response is a pack, and not a refusal; {@link #fetched} has logged the reason once
     */
    static void cloned(Granted grant, Exchange exchange, boolean shared, boolean packed) {
        LOG.infof(
                "%s %s sent=%d shared=%b",
                packed ? "cloned" : "clone refused", about(grant, exchange), exchange.sent(), shared);
    }

    static void pushed(Granted grant, Exchange exchange, PushOutcome outcome) {
        switch (outcome) {
            case PushOutcome.Reported(int moved, int refused, Optional<String> firstBranch) ->
                LOG.infof(
                        "pushed %s received=%d moved=%d refused=%d",
                        about(grant, exchange), exchange.received(), moved, refused);
            case PushOutcome.Rejected(String reason) when exchange.isBroken() -> endedEarly(exchange);
            case PushOutcome.Rejected(String reason) ->
                LOG.infof("push rejected %s reason=%s", about(grant, exchange), reason);
        }
    }

    static void endedEarly(Exchange exchange) {
        String reason = exchange.abortReason();
        LOG.infof(
                "connection ended early team=%s received=%d sent=%d ms=%d reason=%s",
                exchange.team(),
                exchange.received(),
                exchange.sent(),
                exchange.age().toMillis(),
                reason == null ? "the client has left" : reason);
    }

    /** The actor of ref moves, for logs and the reflog: the token's subject, else its team. */
    static String actor(Caller caller) {
        return MoveRefs.actor(caller);
    }

    private static String about(Granted grant, Exchange exchange) {
        return "team=%s repository=%s repositoryId=%s subject=%s ms=%d"
                .formatted(
                        grant.caller().team(),
                        grant.repository().name(),
                        grant.repository().id(),
                        actor(grant.caller()),
                        exchange.age().toMillis());
    }
}
