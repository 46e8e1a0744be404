package dev.millrace.pipeline.trigger;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.trigger.ButtonWorker.Claimed;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Takes buttons that were used, asks the forge about the account, and does what the button states. */
@Singleton
final class ButtonWorker implements LeasedWork<Claimed> {

    /** Signal: a button was used. */
    static final String SIGNAL = "pipeline_buttons";

    private static final Logger LOG = Logger.getLogger(ButtonWorker.class);
    private static final int AT_ONCE = 2;
    /** Longer than a call to the forge with its repetition takes. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT_AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Database database;
    private final ButtonStore store;
    private final AuthorizeButton authorize;
    private final RunChecksAgain runAgain;
    private final Signals signals;
    private final Clock clock;
    private final WorkLoop<Claimed> loop;

    ButtonWorker(
            Database database,
            ButtonStore store,
            AuthorizeButton authorize,
            RunChecksAgain runAgain,
            Signals signals,
            PipelineConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.authorize = authorize;
        this.runAgain = runAgain;
        this.signals = signals;
        this.clock = clock;
        this.loop = WorkLoop.onVirtualThreads("button", AT_ONCE, config.pollInterval(), this);
    }

    void start(@Observes StartupEvent event, QueueMeters queues) {
        queues.watch(
                "millrace.pipeline.buttons",
                "buttons of checks that were used and are due",
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
        return database.inTransaction(tx -> store.claim(tx, now, now.plus(LEASE)));
    }

    @Override
    public Optional<Duration> nextDueIn() {
        Instant now = clock.instant();
        return database.inTransaction(store::nextDue).map(due -> Duration.between(now, due));
    }

    @Override
    public void work(Claimed claimed) {
        ButtonUse use = claimed.use();
        try (var fields = LogFields.of(LogFields.EVENT_ID, use.eventId())) {
            TraceSpan.ofWork("use button", claimed.traceparent().orElse(null))
                    .with(LogFields.EVENT_ID, use.eventId())
                    .run(() -> record(use, authorize.decide(use)));
        }
    }

    private void record(ButtonUse use, ButtonDecision decision) {
        String outcome = database.inTransaction(tx -> switch (decision) {
            case ButtonDecision.Use itself -> {
                if (!store.settle(tx, use, "done", clock.instant())) {
                    yield "settled before";
                }
                String done = runAgain.use(tx, use);
                store.note(tx, use, done);
                yield done;
            }
            case ButtonDecision.Refuse(String reason) -> {
                store.settle(tx, use, "refused", clock.instant());
                store.note(tx, use, reason);
                yield "refused: " + reason;
            }
            case ButtonDecision.Wait(Instant until, String reason) -> {
                store.postpone(tx, use, until, reason);
                yield "again at %s: %s".formatted(until, reason);
            }
            case ButtonDecision.GiveUp(String reason) -> {
                store.settle(tx, use, "gave_up", clock.instant());
                store.note(tx, use, reason);
                yield "gave up: " + reason;
            }
        });
        LOG.infof(
                "button used: eventId=%s repository=%s buildId=%s button=%s by=%s: %s",
                use.eventId(), use.repository(), use.buildId(), use.button().identifier(), use.actor(), outcome);
    }

    /**
     * A button that no other worker takes until its lease ends.
     *
     * @param traceparent the span in which its event was consumed
     */
    record Claimed(ButtonUse use, Optional<String> traceparent) {}
}
