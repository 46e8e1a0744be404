package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.pipeline.PipelineConfig;
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

/** Takes schedules when their time has come. */
@Singleton
final class ScheduleWorker implements LeasedWork<DueSchedule> {

    /** Signal: there may be a schedule with an earlier time. */
    static final String SIGNAL = "pipeline_schedules";

    private static final int AT_ONCE = 4;
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT_AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Database database;
    private final ScheduleStore store;
    private final FireSchedule fireSchedule;
    private final Signals signals;
    private final Clock clock;
    private final WorkLoop<DueSchedule> loop;

    ScheduleWorker(
            Database database,
            ScheduleStore store,
            FireSchedule fireSchedule,
            Signals signals,
            PipelineConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.fireSchedule = fireSchedule;
        this.signals = signals;
        this.clock = clock;
        this.loop = WorkLoop.onVirtualThreads("schedules", AT_ONCE, config.pollInterval(), this);
    }

    void start(@Observes StartupEvent event, QueueMeters queues) {
        queues.watch(
                "millrace.pipeline.schedules",
                "schedules whose time has come",
                Tags.empty(),
                tx -> store.waiting(tx, clock.instant()));
        signals.listen(SIGNAL, loop::wake);
        loop.start();
    }

    /** Runs before any worker is awaited, so that all stop at the same time. */
    void requestStop(@Observes @Priority(1) ShutdownEvent event) {
        loop.requestStop();
    }

    void stop(@Observes @Priority(3000) ShutdownEvent event) {
        loop.stop(STOP_TIMEOUT, STOP_TIMEOUT_AFTER_INTERRUPT);
    }

    @Override
    public Optional<DueSchedule> claim() {
        Instant now = clock.instant();
        return database.inTransaction(tx -> store.claim(tx, now, now.plus(LEASE)));
    }

    @Override
    public Optional<Duration> nextDueIn() {
        Instant now = clock.instant();
        return database.inTransaction(store::nextDue).map(due -> Duration.between(now, due));
    }

    @Override
    public void work(DueSchedule due) throws InterruptedException {
        fireSchedule.handle(due);
    }
}
