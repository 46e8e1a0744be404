package dev.millrace.pipeline.check;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.pipeline.PipelineConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Calls {@link WriteHeadCheck} when builds have changed. Instances share the work: each takes rows that no other has locked. */
@Singleton
final class HeadCheckWorker implements LeasedWork<Boolean> {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT_AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Database database;
    private final ChangeHeadStore store;
    private final WriteHeadCheck writeHeadCheck;
    private final Signals signals;
    private final Clock clock;
    private final WorkLoop<Boolean> loop;

    HeadCheckWorker(
            Database database,
            ChangeHeadStore store,
            WriteHeadCheck writeHeadCheck,
            Signals signals,
            PipelineConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.writeHeadCheck = writeHeadCheck;
        this.signals = signals;
        this.clock = clock;
        this.loop = WorkLoop.onVirtualThreads("head-check", 1, config.pollInterval(), this);
    }

    void start(@Observes StartupEvent event) {
        signals.listen(ChangeHeadStore.SIGNAL, loop::wake);
        loop.start();
    }

    void requestStop(@Observes @Priority(1) ShutdownEvent event) {
        loop.requestStop();
    }

    void stop(@Observes @Priority(3000) ShutdownEvent event) {
        loop.stop(STOP_TIMEOUT, STOP_TIMEOUT_AFTER_INTERRUPT);
    }

    @Override
    public Optional<Boolean> claim() {
        return Optional.of(database.inTransaction(tx -> store.isAnyDue(tx, clock.instant())))
                .filter(due -> due);
    }

    @Override
    public void work(Boolean due) {
        writeHeadCheck.writeNext();
    }
}
