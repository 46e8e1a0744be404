package dev.millrace.githttp.transport;

import dev.millrace.githttp.admission.ComputePool;
import dev.millrace.githttp.admission.CopyPace;
import dev.millrace.githttp.admission.FairPermits;
import dev.millrace.githttp.exchange.OpenRequests;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * The fetches and pushes of this process. A bounded number is open at once, and a bounded number works at once: on lists of
 * refs and on reading requests with a request permit, on everything that takes long with a compute permit. Both kinds are
 * shared fairly between teams, and lent to others while an exchange waits for its client, so that neither many requests nor
 * slow clients of one team block the others. Once a second, exchanges that stall or exceed their time limit are aborted.
 */
@ApplicationScoped
class Exchanges {

    private static final Duration PACE_WINDOW = Duration.ofMinutes(1);
    private static final int LEAST_REQUESTS = 4;

    private final OpenRequests open;
    private final GitHttpConfig config;
    private final FairPermits connections;
    private final FairPermits requests;
    private final ComputePool pool;
    private final CopyPace copies;

    Exchanges(GitHttpConfig config, ComputePool pool, MeterRegistry meters) {
        this.config = config;
        this.pool = pool;
        this.copies = new CopyPace(ComputeBeans.processors(config));
        this.connections = new FairPermits(config.connections(), config.connectionsPerTeam());
        int concurrency = config.concurrency().orElse(Math.max(LEAST_REQUESTS, 2 * ComputeBeans.processors(config)));
        // one is left for the others, whatever one team does
        this.requests = new FairPermits(concurrency, Math.max(1, concurrency - 1));
        this.open = new OpenRequests("git-exchange-watch", config.deadline(), config.stall());
        Gauge.builder("millrace.git.http.exchanges", open, OpenRequests::size)
                .description("fetches and pushes being worked on")
                .register(meters);
        Gauge.builder("millrace.git.http.computing", pool.permits(), FairPermits::held)
                .description("fetches and pushes that compute: negotiate, pack, check")
                .register(meters);
        Gauge.builder("millrace.git.http.computing.waiting", pool.permits(), FairPermits::waiting)
                .description("fetches and pushes that wait to compute")
                .register(meters);
    }

    /** The pool in which fetches and pushes compute. */
    ComputePool pool() {
        return pool;
    }

    /** The permits of requests that only list or send. */
    FairPermits requests() {
        return requests;
    }

    /** Sends a copy of something stored, at the pace that other copies leave to it. */
    void sendCopy(Exchange exchange, OutputStream answer, CopyPace.Copy copy) throws IOException {
        copies.send(exchange.team(), acquired -> exchange.awaiting(acquired::getAsBoolean), answer, copy);
    }

    /** Waits for a permit; empty if none is free in time. The caller finishes the exchange. */
    Optional<Exchange> open(RoutingContext request, String team) {
        if (!connections.acquire(team, Duration.ZERO)) {
            return Optional.empty();
        }
        if (!requests.acquire(team, config.acquireTimeout())) {
            connections.release(team);
            return Optional.empty();
        }
        Exchange exchange = new Exchange(
                request.response(),
                request.vertx().getOrCreateContext(),
                team,
                requests,
                pool,
                new ClientPace(config.slowestLargePack().asLongValue(), PACE_WINDOW),
                this::finished);
        open.add(request, exchange);
        return Optional.of(exchange);
    }

    private void finished(Exchange exchange) {
        open.remove(exchange);
        exchange.releasePermit();
        connections.release(exchange.team());
    }

    @PreDestroy
    void stop() {
        open.close();
    }
}
