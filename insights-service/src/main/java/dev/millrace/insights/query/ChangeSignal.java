package dev.millrace.insights.query;

import dev.millrace.insights.ledger.LedgerChanged;
import dev.millrace.kit.database.Signals;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Wakes those who wait until derived rows of any scope change, on any instance. */
@ApplicationScoped
class ChangeSignal {

    private final Signals signals;
    private long changes;
    private boolean stopping;

    ChangeSignal(Signals signals) {
        this.signals = signals;
    }

    void onStart(@Observes @Priority(3000) StartupEvent start) {
        signals.listen(LedgerChanged.CHANNEL, this::changed);
    }

    synchronized void onStop(@Observes @Priority(1) ShutdownEvent stop) {
        stopping = true;
        notifyAll();
    }

    synchronized void changed() {
        changes++;
        notifyAll();
    }

    /** How often rows changed so far; read it before the rows, and no change is missed. */
    synchronized long changes() {
        return changes;
    }

    /** Whether readers should go to another instance. */
    synchronized boolean isStopping() {
        return stopping;
    }

    /** Returns when there were more changes than {@code seen}, the service stops, or the time is over. */
    synchronized void awaitAfter(long seen, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos();
                changes == seen && !stopping && left > 0;
                left = deadline - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
    }
}
