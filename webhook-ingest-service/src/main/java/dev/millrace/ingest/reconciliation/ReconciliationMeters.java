package dev.millrace.ingest.reconciliation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What became of moves, and how many reports were late. */
@Singleton
class ReconciliationMeters {

    private final Counter reported;
    private final Counter reconciled;
    private final Counter skipped;
    private final Counter events;
    private final Counter late;

    ReconciliationMeters(MeterRegistry registry) {
        this.reported = moves(registry, "reported");
        this.reconciled = moves(registry, "reconciled");
        this.skipped = moves(registry, "skipped");
        this.events = Counter.builder("millrace.ingest.reconciliation.events")
                .description("reconciled events that were published")
                .register(registry);
        this.late = Counter.builder("millrace.ingest.reconciliation.late")
                .description("pushes that a forge reported after they had been reconciled")
                .register(registry);
    }

    void reported(int count) {
        reported.increment(count);
    }

    void reconciled(int eventCount) {
        reconciled.increment();
        events.increment(eventCount);
    }

    void skipped(int count) {
        skipped.increment(count);
    }

    void late(int count) {
        late.increment(count);
    }

    private static Counter moves(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.ingest.reconciliation.moves")
                .description("branches and tags that moved in mirrors, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }
}
