package dev.millrace.gateway.connection;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Rows of {@code gateway.forge_connection} and {@code gateway.forge_secret}. */
@ApplicationScoped
class ConnectionStore {

    private static final String NEWEST_FIRST = " and removedAt is null order by createdAt desc, id";

    private final ConnectionRow.Rows rows;
    private final SecretRow.Rows secrets;

    ConnectionStore(ConnectionRow.Rows rows, SecretRow.Rows secrets) {
        this.rows = rows;
        this.secrets = secrets;
    }

    /** Serializes the creation of connections to one forge until the transaction ends. */
    void lockInstance(Transaction tx, String instance) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('gateway.forge'), hashtext(:instance))")
                .bind("instance", instance)
                .mapTo(Integer.class)
                .one();
        rows.getSession().clear();
    }

    /** The connection of an App that is in use. */
    Optional<Connection> findApp(Transaction tx, String instance, String appId) {
        return rows.find("instance = ?1 and appId = ?2 and removedAt is null", instance, appId)
                .firstResultOptional()
                .map(this::withSecrets);
    }

    /** A connection that is in use. */
    Optional<Connection> find(Transaction tx, String id) {
        return rows.find("id = ?1 and removedAt is null", id)
                .firstResultOptional()
                .map(this::withSecrets);
    }

    /** A connection that is in use; it cannot be changed by others until the transaction ends. */
    Optional<Connection> lock(Transaction tx, String id) {
        return rows.find("id = ?1 and removedAt is null", id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional()
                .map(this::withSecrets);
    }

    /** A connection, also one that was removed; it cannot be changed by others until the transaction ends. */
    Optional<Connection> lockRemovedToo(Transaction tx, String id) {
        return rows.findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE).map(this::withSecrets);
    }

    /** Those in use, in the order of their creation. */
    List<Connection> list(Transaction tx) {
        return withSecrets(rows.list("removedAt is null order by createdAt, id"));
    }

    /** Every connection, removed ones too; none of them can be changed until the transaction ends. */
    List<Connection> lockAll(Transaction tx) {
        return withSecrets(rows.find("order by id")
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list());
    }

    /** Stores a new connection with its secrets. They are flushed, so that they are locked before any event is added. */
    void add(Transaction tx, Connection connection) {
        rows.persistAndFlush(new ConnectionRow(connection));
        connection.secrets().forEach(secret -> secrets.persist(new SecretRow(connection.id(), secret)));
        secrets.flush();
    }

    /** Stores the changed state of a connection, and the secrets that it has gained or lost. */
    void save(Transaction tx, Connection before, Connection after) {
        rows.findById(before.id()).update(after);
        after.secrets().stream()
                .filter(secret -> !before.secrets().contains(secret))
                .forEach(secret -> secrets.persist(new SecretRow(after.id(), secret)));
        before.secrets().stream()
                .filter(secret -> !after.secrets().contains(secret))
                .forEach(secret -> remove(secret.id(), after.updatedAt()));
        rows.flush();
    }

    private void remove(UUID secret, Instant at) {
        secrets.findById(secret).remove(at);
    }

    private Connection withSecrets(ConnectionRow row) {
        return row.toConnection(secrets.list("connectionId = ?1" + NEWEST_FIRST, row.id()).stream()
                .map(SecretRow::toSecret)
                .toList());
    }

    private List<Connection> withSecrets(Collection<ConnectionRow> found) {
        List<String> ids = found.stream().map(ConnectionRow::id).toList();
        Map<String, List<SecretRow>> byConnection = secrets.list("connectionId in ?1" + NEWEST_FIRST, ids).stream()
                .collect(Collectors.groupingBy(SecretRow::connectionId));
        return found.stream()
                .map(row -> row.toConnection(byConnection.getOrDefault(row.id(), List.of()).stream()
                        .map(SecretRow::toSecret)
                        .toList()))
                .toList();
    }
}
