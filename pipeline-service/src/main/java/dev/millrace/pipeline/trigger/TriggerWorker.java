package dev.millrace.pipeline.trigger;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.trigger.TriggerWorker.Claimed;
import io.micrometer.core.instrument.Tags;
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

/** Takes triggers when they are due, and asks the mirror about several of them at once. */
@Singleton
final class TriggerWorker implements LeasedWork<Claimed> {

    /** Signal: a trigger may be due. */
    static final String SIGNAL = "pipeline_triggers";

    private static final int AT_ONCE = 4;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT_AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Database database;
    private final TriggerStore store;
    private final ResolveTrigger resolveTrigger;
    private final StartOthers startOthers;
    private final DecideTrigger settleTrigger;
    private final RecordDecision recordSettlement;
    private final Signals signals;
    private final Clock clock;
    private final WorkLoop<Claimed> loop;

    TriggerWorker(
            Database database,
            TriggerStore store,
            ResolveTrigger resolveTrigger,
            StartOthers startOthers,
            DecideTrigger settleTrigger,
            RecordDecision recordSettlement,
            Signals signals,
            PipelineConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.resolveTrigger = resolveTrigger;
        this.startOthers = startOthers;
        this.settleTrigger = settleTrigger;
        this.recordSettlement = recordSettlement;
        this.signals = signals;
        this.clock = clock;
        this.loop = WorkLoop.onVirtualThreads("trigger", AT_ONCE, config.pollInterval(), this);
    }

    void start(@Observes StartupEvent event, QueueMeters queues) {
        queues.watch(
                "millrace.pipeline.triggers",
                "triggers that are due",
                Tags.empty(),
                tx -> store.waiting(tx, clock.instant()));
        signals.listen(SIGNAL, loop::wake);
        loop.start();
    }

    /** Runs before any worker is awaited, so that all stop at the same time and none sleeps through shutdown. */
    void requestStop(@Observes @Priority(1) ShutdownEvent event) {
        loop.requestStop();
    }

    void stop(@Observes @Priority(3000) ShutdownEvent event) {
        loop.stop(STOP_TIMEOUT, STOP_TIMEOUT_AFTER_INTERRUPT);
    }

    @Override
    public Optional<Claimed> claim() {
        Instant now = clock.instant();
        // PostgreSQL keeps microseconds, and the lease is compared later
        Instant until = now.plus(LEASE).truncatedTo(ChronoUnit.MICROS);
        return database.inTransaction(tx -> store.claim(tx, now, until));
    }

    @Override
    public Optional<Duration> nextDueIn() {
        Instant now = clock.instant();
        return database.inTransaction(store::nextDue).map(due -> Duration.between(now, due));
    }

    @Override
    public void work(Claimed claimed) throws InterruptedException {
        TriggerRow trigger = claimed.trigger();
        try (var fields = LogFields.of(LogFields.EVENT_ID, trigger.eventId())) {
            TraceSpan.ofWork("resolve trigger", claimed.traceparent().orElse(null))
                    .with(LogFields.EVENT_ID, trigger.eventId())
                    .run(() -> {
                        ResolveOutcome resolved = resolveTrigger.resolve(trigger);
                        startOthers.handle(trigger, resolved);
                        recordSettlement.handle(trigger, claimed.until(), settleTrigger.settle(trigger, resolved));
                    });
        }
    }

    /**
     * A trigger that no other worker takes until its lease ends, unless it is woken.
     *
     * @param until when its lease ends
     * @param traceparent the span in which its event was consumed
     */
    record Claimed(TriggerRow trigger, Instant until, Optional<String> traceparent) {}
}
