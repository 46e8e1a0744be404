package dev.millrace.gateway.team;

import dev.millrace.kit.database.Transaction;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows of one kind of key. */
abstract class KeyStore<K extends TeamKey, R extends KeyRow<K>> {

    private final PanacheRepositoryBase<R, String> rows;

    KeyStore(PanacheRepositoryBase<R, String> rows) {
        this.rows = rows;
    }

    /**
     * Stores a key. Returns false if the team has it already and it is active. Waits for another transaction that is about
     * to store it.
     */
    abstract boolean add(Transaction tx, K key);

    /** The active key of the team with this fingerprint. */
    abstract Optional<K> findActive(Transaction tx, String team, String fingerprint);

    /** How many active keys the team has. */
    long countActive(Transaction tx, String team) {
        return rows.count("team = ?1 and revokedAt is null", team);
    }

    /** Keys of a team, the oldest first. */
    List<K> list(Transaction tx, String team) {
        return rows.list("team = ?1 order by createdAt, id", team).stream()
                .map(KeyRow::toKey)
                .toList();
    }

    /** Every active key; none of them can be revoked until the transaction ends. */
    List<K> lockActive(Transaction tx) {
        return rows.find("revokedAt is null order by id").withLock(LockModeType.PESSIMISTIC_WRITE).list().stream()
                .map(KeyRow::toKey)
                .toList();
    }

    /** Revokes a key of the team. Empty if the team has no such key; a key that was revoked before keeps its time. */
    Optional<K> revoke(Transaction tx, String team, String id, Instant at) {
        return revoke(at, "id = ?1 and team = ?2", id, team).stream().findFirst();
    }

    /** Revokes the keys that the query finds. They are flushed, so that their rows are locked before any event is added. */
    final List<K> revoke(Instant at, String query, Object... parameters) {
        List<R> found = rows.find(query, parameters)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
        found.forEach(row -> row.revoke(at));
        rows.flush();
        return found.stream().map(KeyRow::toKey).toList();
    }
}
