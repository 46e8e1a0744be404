package dev.millrace.gateway.installation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** How checks of installations end, and what they find. */
@ApplicationScoped
class CheckMeters {

    private final Counter complete;
    private final Counter limited;
    private final Counter failed;
    private final Counter stopped;
    private final Counter missed;

    CheckMeters(MeterRegistry registry) {
        complete = checks(registry, "complete");
        limited = checks(registry, "rate_limited");
        failed = checks(registry, "failed");
        stopped = checks(registry, "stopped");
        missed = Counter.builder("millrace.gateway.installations.missed")
                .description("events about installations that GitHub's list showed and no webhook had reported")
                .register(registry);
    }

    void count(CheckOutcome outcome) {
        missed.increment(outcome.missed());
        Counter ended = switch (outcome) {
            case CheckOutcome.Complete ignored -> complete;
            case CheckOutcome.RateLimited ignored -> limited;
            case CheckOutcome.Failed ignored -> failed;
            case CheckOutcome.Stopped ignored -> stopped;
        };
        ended.increment();
    }

    private static Counter checks(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.gateway.installations.checks")
                .description("comparisons of an App's installations with GitHub's list")
                .tag("outcome", outcome)
                .register(registry);
    }
}
