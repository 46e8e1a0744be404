package dev.millrace.pipeline.command;

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
import java.time.Duration;
import java.util.Optional;

/** Executes commands when they are due, several at once, and keeps replies up to date with the builds that they started. */
@Singleton
final class CommandWorker implements LeasedWork<CommandRow> {

    /** Signal: a command may be due. */
    static final String SIGNAL = "pipeline_commands";

    private static final int AT_ONCE = 4;
    /** Longer than the requests of one attempt, each with its timeout. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT_AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Database database;
    private final CommandStore store;
    private final ExecuteCommand executeCommand;
    private final RenderReply renderReply;
    private final Signals signals;
    private final WorkLoop<CommandRow> loop;

    CommandWorker(
            Database database,
            CommandStore store,
            ExecuteCommand executeCommand,
            RenderReply renderReply,
            Signals signals,
            PipelineConfig config) {
        this.database = database;
        this.store = store;
        this.executeCommand = executeCommand;
        this.renderReply = renderReply;
        this.signals = signals;
        this.loop = WorkLoop.onVirtualThreads("command", AT_ONCE, config.pollInterval(), this);
    }

    void start(@Observes StartupEvent event, QueueMeters queues) {
        queues.watch("millrace.pipeline.commands", "commands that are due", Tags.empty(), store::waiting);
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
    public Optional<CommandRow> claim() {
        database.useTransaction(renderReply::renderEnded);
        return database.inTransaction(tx -> store.claim(tx, LEASE));
    }

    @Override
    public void work(CommandRow row) throws InterruptedException {
        executeCommand.execute(row);
    }
}
