package dev.millrace.gateway.signin;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The flows that are under way. The state in the address is valid once, for ten minutes, and only in the browser that has the cookie of
 * the flow.
 */
@ApplicationScoped
class Flows {

    /** How long a browser may take. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private final Database database;
    private final FlowStore store;
    private final Timers timers;
    private final Clock clock;

    Flows(Database database, FlowStore store, Timers timers, Clock clock) {
        this.database = database;
        this.store = store;
        this.timers = timers;
        this.clock = clock;
    }

    void add(Flow flow) {
        database.useTransaction(tx -> store.add(tx, flow));
    }

    /** When a flow that begins now ends. */
    Instant end() {
        return now().plus(LIFETIME);
    }

    /**
     * Ends a flow; empty if this browser has not begun it, or it is over.
     *
     * @param state from the address
     * @param browser secret from the cookie
     * @param page which page the browser comes back from
     */
    Optional<Flow> take(String state, String browser, Flow.Page page) {
        return database.inTransaction(
                tx -> store.take(tx, OpaqueTokens.sha256(state), OpaqueTokens.sha256(browser), page, clock.instant()));
    }

    @Scheduled(every = "10m", delayed = "5m")
    void deleteExpired() {
        timers.run(
                "deleting flows that did not end",
                Duration.ofMinutes(10),
                () -> database.inTransaction(tx -> store.deleteExpired(tx, now())));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
