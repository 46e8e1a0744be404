package dev.millrace.pipeline.trigger;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.WakeUp;
import dev.millrace.pipeline.Workers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Takes triggers when they are due, and asks the mirror about several of them at once. */
@Singleton
final class TriggerWorker {

    /** Signal: a trigger may be due. */
    static final String SIGNAL = "pipeline_triggers";

    private static final Logger LOG = Logger.getLogger(TriggerWorker.class);
    private static final int AT_ONCE = 4;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);

    private final Database database;
    private final TriggerStore store;
    private final ResolveTrigger resolveTrigger;
    private final SettleTrigger settleTrigger;
    private final Signals signals;
    private final Duration pollInterval;
    private final Clock clock;
    private final WakeUp wakeUp = new WakeUp();
    private final Workers workers = new Workers();
    private final Semaphore free = new Semaphore(AT_ONCE);

    TriggerWorker(
            Database database,
            TriggerStore store,
            ResolveTrigger resolveTrigger,
            SettleTrigger settleTrigger,
            Signals signals,
            PipelineConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.resolveTrigger = resolveTrigger;
        this.settleTrigger = settleTrigger;
        this.signals = signals;
        this.pollInterval = config.pollInterval();
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        signals.listen(SIGNAL, wakeUp::call);
        workers.start("triggers", this::run);
    }

    /** Before any worker is waited for: so they all end at the same time, and none sleeps through the end. */
    void askToStop(@Observes @Priority(1) ShutdownEvent event) {
        workers.askToStop();
        wakeUp.call();
    }

    void stop(@Observes @Priority(3000) ShutdownEvent event) {
        workers.stop();
    }

    private void run() throws InterruptedException {
        while (!workers.stopping()) {
            Duration wait = pollInterval;
            try {
                takeAll();
                wait = untilNextDue();
            } catch (RuntimeException e) {
                LOG.warnf("triggers cannot be looked at: %s", e.getMessage());
            }
            wakeUp.await(wait);
        }
    }

    private void takeAll() throws InterruptedException {
        Optional<Claimed> claimed;
        do {
            free.acquire();
            claimed = Optional.empty();
            try {
                claimed = claim();
            } finally {
                if (claimed.isEmpty()) {
                    free.release();
                }
            }
            claimed.ifPresent(
                    taken -> workers.start("trigger-" + taken.trigger().eventId(), () -> work(taken)));
        } while (claimed.isPresent() && !workers.stopping());
    }

    private Duration untilNextDue() {
        Instant now = clock.instant();
        return database.inTransaction(store::nextDue)
                .map(due -> Duration.between(now, due))
                .filter(wait -> wait.compareTo(pollInterval) < 0)
                .map(wait -> wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait)
                .orElse(pollInterval);
    }

    private Optional<Claimed> claim() {
        Instant now = clock.instant();
        // PostgreSQL keeps microseconds, and the lease is compared later
        Instant until = now.plus(LEASE).truncatedTo(ChronoUnit.MICROS);
        return database.inTransaction(tx -> store.claim(tx, now, until)).map(trigger -> new Claimed(trigger, until));
    }

    private void work(Claimed claimed) throws InterruptedException {
        try {
            TriggerRow trigger = claimed.trigger();
            settleTrigger.settle(trigger, claimed.until(), resolveTrigger.resolve(trigger));
        } finally {
            free.release();
        }
    }

    private record Claimed(TriggerRow trigger, Instant until) {}
}
