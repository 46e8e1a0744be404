package dev.millrace.pipeline.store;

import dev.millrace.events.platform.ActionAudited;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * Sets and deletes values. Each change and its entry of the audit log, which never has the value, are one transaction. For a backend
 * outside of the database the change is made within it: if the commit then fails, the caller gets an error, and its next attempt
 * finds the value unchanged. That is the one case without an entry.
 */
@Singleton
final class ChangeValues {

    private final Database database;
    private final ValueStore store;
    private final TeamStores stores;
    private final Outbox outbox;
    private final Clock clock;

    ChangeValues(Database database, ValueStore store, TeamStores stores, Outbox outbox, Clock clock) {
        this.database = database;
        this.store = store;
        this.stores = stores;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** @param key and {@code value} keep {@link ValueRules} */
    PutOutcome put(StoreCaller caller, StoreKind kind, String team, String key, String value) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return database.inTransaction(tx -> {
            ValueBackend backend = locked(tx, kind, team);
            PutOutcome outcome = backend.put(tx, new NewValue(team, key, value, caller.name(), now));
            switch (outcome) {
                case ADDED -> audit(tx, caller, kind, "added", team, key, now);
                case CHANGED -> audit(tx, caller, kind, "changed", team, key, now);
                case UNCHANGED, TOO_MANY -> {
                    // nothing happened
                }
            }
            return outcome;
        });
    }

    void delete(StoreCaller caller, StoreKind kind, String team, String key) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        database.useTransaction(tx -> {
            if (locked(tx, kind, team).delete(tx, team, key)) {
                audit(tx, caller, kind, "deleted", team, key, now);
            }
        });
    }

    private ValueBackend locked(Transaction tx, StoreKind kind, String team) {
        store.lock(tx, team);
        ValueBackend backend = stores.of(kind);
        backend.longestChange().ifPresent(tx::allowIdle);
        return backend;
    }

    private void audit(
            Transaction tx, StoreCaller caller, StoreKind kind, String verb, String team, String key, Instant now) {
        outbox.add(
                tx,
                new ActionAudited(
                        UUID.randomUUID(),
                        "pipeline",
                        caller.name(),
                        caller.user(),
                        Optional.of(team),
                        kind.noun() + "." + verb,
                        key,
                        Optional.empty(),
                        Optional.empty(),
                        now));
    }
}
