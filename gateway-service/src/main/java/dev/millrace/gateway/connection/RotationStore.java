package dev.millrace.gateway.connection;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code gateway.secret_rotation}. */
@ApplicationScoped
class RotationStore {

    /** Stores the state of a rotation; one that the connection had before is replaced. */
    void save(Transaction tx, Rotation rotation) {
        tx.handle()
                .createUpdate("""
                        insert into gateway.secret_rotation (connection_id, secret_id, due_at, attempts, problem, applied_at,
                            retire_at)
                        values (:connection, :secret, :dueAt, :attempts, :problem, :appliedAt, :retireAt)
                            on conflict (connection_id) do update
                           set secret_id = excluded.secret_id, due_at = excluded.due_at, attempts = excluded.attempts,
                               problem = excluded.problem, applied_at = excluded.applied_at,
                               retire_at = excluded.retire_at
                        """)
                .bind("connection", rotation.connectionId())
                .bind("secret", rotation.secretId())
                .bind("dueAt", rotation.dueAt())
                .bind("attempts", rotation.attempts())
                .bind("problem", rotation.problem().orElse(null))
                .bindByType("appliedAt", rotation.appliedAt().orElse(null), Instant.class)
                .bindByType("retireAt", rotation.retireAt().orElse(null), Instant.class)
                .execute();
    }

    Optional<Rotation> find(Transaction tx, String connectionId) {
        return tx.handle()
                .createQuery("select * from gateway.secret_rotation where connection_id = :connection")
                .bind("connection", connectionId)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** One whose secret the forge does not have yet and is due; no other instance gets it until the transaction ends. */
    Optional<Rotation> lockDue(Transaction tx, Instant now) {
        return lock(tx, "applied_at is null and due_at <= :now", now);
    }

    /** One of which it is to be looked whether the other secrets are still needed. */
    Optional<Rotation> lockApplied(Transaction tx, Instant now) {
        return lock(tx, "applied_at is not null and due_at <= :now", now);
    }

    /** When the first of all rotations continues; empty if there are none. In the past while another instance is at it. */
    Optional<Instant> findNext(Transaction tx) {
        return tx.handle()
                .createQuery("""
                        select min(due_at) from gateway.secret_rotation having count(*) > 0
                        """)
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(OffsetDateTime::toInstant);
    }

    void delete(Transaction tx, String connectionId) {
        tx.handle()
                .createUpdate("delete from gateway.secret_rotation where connection_id = :connection")
                .bind("connection", connectionId)
                .execute();
    }

    private static Optional<Rotation> lock(Transaction tx, String condition, Instant now) {
        return tx.handle()
                .createQuery("""
                        select * from gateway.secret_rotation where <condition>
                         order by due_at limit 1 for update skip locked
                        """)
                .define("condition", condition)
                .bind("now", now)
                .map((row, context) -> read(row))
                .findOne();
    }

    private static Rotation read(ResultSet row) throws SQLException {
        return new Rotation(
                row.getString("connection_id"),
                row.getObject("secret_id", UUID.class),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getInt("attempts"),
                Optional.ofNullable(row.getString("problem")),
                Optional.ofNullable(row.getObject("applied_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getObject("retire_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
