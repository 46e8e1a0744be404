package dev.millrace.ingest.archive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Counts deliveries of replays; every outcome exists from the start. */
final class ReplayMeters {

    static final String GONE = "gone";
    static final String REFUSED = "refused";

    private final MeterRegistry meters;

    ReplayMeters(MeterRegistry meters) {
        this.meters = meters;
        List.of("normalized", "unused", "poison", REFUSED, GONE).forEach(this::counter);
    }

    void count(String outcome) {
        counter(outcome).increment();
    }

    private Counter counter(String outcome) {
        return Counter.builder("millrace.ingest.replayed")
                .description("deliveries of replays")
                .tag("outcome", outcome)
                .register(meters);
    }
}
