package dev.millrace.insights.backfill;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.TransientFailure;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Records imports for as long as the service runs, on one thread, so that reading is not slowed down by more than that. */
@ApplicationScoped
class ImportLoop {

    /** Channel of the signal that an import waits. */
    static final String CHANNEL = "insights_import";

    private static final Logger LOG = Logger.getLogger(ImportLoop.class);

    private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration RECEIVING = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(30);

    private final Database database;
    private final RunImports runImports;
    private final ImportStore imports;
    private final Signals signals;
    private final Clock clock;
    private final PollLoop loop = new PollLoop("imports", BACKOFF, this::pass);

    ImportLoop(Database database, RunImports runImports, ImportStore imports, Signals signals, Clock clock) {
        this.database = database;
        this.runImports = runImports;
        this.imports = imports;
        this.signals = signals;
        this.clock = clock;
    }

    void onStart(@Observes @Priority(3000) StartupEvent start) {
        signals.listen(CHANNEL, loop::wake);
        loop.start();
    }

    void onStop(@Observes ShutdownEvent stop) {
        loop.stop(STOP_TIMEOUT);
    }

    private Next pass() {
        Instant now = clock.instant();
        database.useTransaction(tx -> imports.removeOld(tx, now.minus(RECEIVING), now.minus(KEPT)));
        boolean more = true;
        while (more && !loop.isStopping()) {
            more = recordNext();
        }
        return Next.poll(POLL_INTERVAL);
    }

    private boolean recordNext() {
        var begun = new AtomicReference<UUID>();
        try {
            return runImports.recordNext(begun::set);
        } catch (RuntimeException e) {
            UUID id = begun.get();
            if (id == null || TransientFailure.isCauseOf(e) || loop.isStopping()) {
                throw e;
            }
            LOG.errorf(e, "import=%s failed", id);
            runImports.fail(id, e);
            return true;
        }
    }
}
