package dev.millrace.pipeline.comment;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.check.WriteSlots;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Writes reactions and comments when they are due, each in a slot of its installation. */
@Singleton
final class FeedbackWorker implements LeasedWork<FeedbackWork> {

    private static final int AT_ONCE = 4;
    /** Longer than the requests of one write, each with its timeout. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT_AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Database database;
    private final FeedbackStore store;
    private final FeedbackJournal journal;
    private final WriteFeedback writeFeedback;
    private final WriteSlots slots;
    private final Signals signals;
    private final Clock clock;
    private final WorkLoop<FeedbackWork> loop;

    FeedbackWorker(
            Database database,
            FeedbackStore store,
            FeedbackJournal journal,
            WriteFeedback writeFeedback,
            WriteSlots slots,
            Signals signals,
            PipelineConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.journal = journal;
        this.writeFeedback = writeFeedback;
        this.slots = slots;
        this.signals = signals;
        this.clock = clock;
        this.loop = WorkLoop.onVirtualThreads("feedback", AT_ONCE, config.pollInterval(), this);
    }

    void start(@Observes StartupEvent event, QueueMeters queues) {
        queues.watch("millrace.pipeline.feedback", "reactions and comments that are due", Tags.empty(), store::waiting);
        signals.listen(Feedback.SIGNAL, loop::wake);
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
    public Optional<FeedbackWork> claim() {
        return database.inTransaction(tx -> store.claimReaction(tx, LEASE).or(() -> store.claimReply(tx, LEASE)));
    }

    @Override
    public void work(FeedbackWork work) throws InterruptedException {
        var installation = work.installation();
        WriteSlots.Slot slot = database.inTransaction(tx -> slots.next(tx, installation.instance(), installation.id()));
        Duration wait = Duration.between(clock.instant(), slot.at());
        if (!slot.granted()) {
            journal.postponed(work, wait, "the forge is not written to before " + slot.at());
            return;
        }
        if (wait.isPositive() && !loop.pause(wait)) {
            journal.postponed(work, Duration.ZERO, "the instance stops");
            return;
        }
        writeFeedback
                .write(work)
                .ifPresent(until -> database.useTransaction(
                        tx -> slots.pause(tx, installation.instance(), installation.id(), until)));
    }
}
