package dev.millrace.gateway.connection;

import dev.millrace.events.forge.SecretMatched;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** When webhook secrets last matched, as webhook-ingest reports it. */
@ApplicationScoped
public class SecretMatches {

    private final Database database;
    private final SecretMatchStore store;

    SecretMatches(Database database, SecretMatchStore store) {
        this.database = database;
        this.store = store;
    }

    /** Applies a report, in the caller's transaction. */
    public void take(Transaction tx, SecretMatched matched) {
        store.save(tx, matched.secretId(), matched.occurredAt());
    }

    /** Those of the secrets that have matched, with the last time. In the caller's transaction. */
    Map<UUID, Instant> find(Transaction tx, Collection<UUID> secretIds) {
        return store.find(tx, secretIds);
    }

    /** As {@link #find}, for the secrets of connections. */
    Map<UUID, Instant> of(List<Connection> connections) {
        List<UUID> ids = connections.stream()
                .flatMap(connection -> connection.secrets().stream())
                .map(ConnectionSecret::id)
                .toList();
        return database.inTransaction(tx -> store.find(tx, ids));
    }
}
