package dev.millrace.insights.ledger;

import dev.millrace.insights.fact.FactsChanged;
import dev.millrace.insights.ledger.RecomputeStore.HistoryName;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Derives histories for as long as the service runs, on one thread. */
@ApplicationScoped
class DeriveLoop {

    private static final Logger LOG = Logger.getLogger(DeriveLoop.class);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(10);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private final DeriveHistory deriveHistory;
    private final ComputeRollups computeRollups;
    private final SwapDefinitions swapDefinitions;
    private final Signals signals;
    private final PollLoop loop = new PollLoop("derive", BACKOFF, this::pass);

    DeriveLoop(
            DeriveHistory deriveHistory,
            ComputeRollups computeRollups,
            SwapDefinitions swapDefinitions,
            Signals signals) {
        this.deriveHistory = deriveHistory;
        this.computeRollups = computeRollups;
        this.swapDefinitions = swapDefinitions;
        this.signals = signals;
    }

    void onStart(@Observes @Priority(3000) StartupEvent start) {
        signals.listen(FactsChanged.CHANNEL, loop::wake);
        loop.start();
    }

    void onStop(@Observes ShutdownEvent stop) {
        loop.stop(STOP_TIMEOUT);
    }

    private Next pass() {
        deriveHistory.collect();
        boolean failed = deriveAll();
        while (!loop.isStopping() && computeRollups.runBatch()) {
            // as long as a day is dirty
        }
        swapDefinitions.swapComplete();
        while (!loop.isStopping() && swapDefinitions.removeOne()) {
            // as long as there are rows that nothing is read from
        }
        return failed ? Next.failed() : Next.poll(POLL_INTERVAL);
    }

    /** A history that cannot be derived does not stop the others: it waits for the next pass. */
    private boolean deriveAll() {
        Set<HistoryName> failed = new HashSet<>();
        boolean more = true;
        while (more && !loop.isStopping()) {
            var begun = new AtomicReference<HistoryName>();
            try {
                more = deriveHistory.deriveNext(failed, begun::set);
            } catch (RuntimeException e) {
                HistoryName name = begun.get();
                if (name == null) {
                    throw e;
                }
                LOG.errorf(e, "history=%s team=%s cannot be derived", name.key(), name.team());
                failed.add(name);
            }
        }
        return !failed.isEmpty();
    }
}
