package dev.millrace.gateway.audit;

import dev.millrace.events.platform.ActionAudited;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The log of changes. */
@ApplicationScoped
public class AuditLog {

    private final Database database;
    private final AuditStore store;
    private final Clock clock;

    AuditLog(Database database, AuditStore store, Clock clock) {
        this.database = database;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Adds an entry, in the transaction of the change.
     *
     * @param caller who did it
     * @param team slug of the team that is concerned; empty if none is
     */
    public void add(Transaction tx, Caller caller, Optional<String> team, Change change) {
        add(tx, Actor.of(caller), team, change);
    }

    /** As {@link #add(Transaction, Caller, Optional, Change)}, also for what no caller did. */
    public void add(Transaction tx, Actor actor, Optional<String> team, Change change) {
        store.add(tx, clock.instant().truncatedTo(ChronoUnit.MICROS), actor, team, change);
    }

    /** Adds what another service was made to do, with the time at which it did it. */
    void take(Transaction tx, ActionAudited audited) {
        store.add(
                tx,
                audited.occurredAt(),
                new Actor(audited.user(), audited.actor()),
                audited.team(),
                new Change(audited.action(), audited.target(), audited.before(), audited.after()));
    }

    List<Entry> list(Optional<String> team, long before, int most) {
        return database.inTransaction(tx -> store.list(tx, team, before, most));
    }
}
