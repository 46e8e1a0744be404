package dev.millrace.githttp.transport;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The fetches and pushes this process works on. A bounded number goes on at once, since each holds memory and a
 * processor; the others wait in order, and not for long. One that waits for its client lends its turn to the others, so
 * that slow clients hold up nobody. Once a second those that stall or are overdue are cut.
 */
@ApplicationScoped
class Exchanges {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final GitHttpConfig config;
    private final Semaphore turns;
    private final Semaphore places;
    private final ScheduledExecutorService watch;

    Exchanges(GitHttpConfig config, MeterRegistry meters) {
        this.config = config;
        this.turns = new Semaphore(config.concurrency(), true);
        this.places = new Semaphore(config.connections());
        this.watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("git-exchange-watch").daemon().factory());
        Gauge.builder("millrace.git.http.exchanges", open, Set::size)
                .description("fetches and pushes being worked on")
                .register(meters);
        watch.scheduleWithFixedDelay(this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for a turn; empty if none comes up in time. The caller finishes what it is given. */
    Optional<Exchange> open(RoutingContext request) {
        if (!places.tryAcquire()) {
            return Optional.empty();
        }
        boolean opened = false;
        try {
            if (!turns.tryAcquire(config.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            opened = true;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            if (!opened) {
                places.release();
            }
        }
        Exchange exchange =
                new Exchange(request.response(), request.vertx().getOrCreateContext(), turns, this::finished);
        open.add(exchange);
        request.addEndHandler(ended -> exchange.disconnected());
        return Optional.of(exchange);
    }

    private void finished(Exchange exchange) {
        open.remove(exchange);
        turns.release();
        places.release();
    }

    private void look() {
        long now = System.nanoTime();
        open.forEach(exchange -> exchange.cutIfOverdue(now, config.deadline(), config.stall()));
    }

    @PreDestroy
    void stop() {
        watch.shutdownNow();
    }
}
