package dev.millrace.gateway.team;

import dev.millrace.events.access.SigningKeyChanged.Kind;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Rows of {@code gateway.signing_key}. */
@ApplicationScoped
class SigningKeyStore {

    /** Stores a key. Returns false if the team has it already, not revoked. */
    boolean add(Transaction tx, SigningKey key) {
        return tx.handle()
                        .createUpdate("""
                                insert into gateway.signing_key
                                       (id, team, name, kind, public_key, fingerprint, created_at)
                                values (:id, :team, :name, :kind, :publicKey, :fingerprint, :createdAt)
                                on conflict do nothing
                                """)
                        .bind("id", key.id())
                        .bind("team", key.team())
                        .bind("name", key.name())
                        .bind("kind", key.kind().name())
                        .bind("publicKey", key.publicKey())
                        .bind("fingerprint", key.fingerprint())
                        .bind("createdAt", key.createdAt())
                        .execute()
                == 1;
    }

    Optional<SigningKey> findActive(Transaction tx, String team, String fingerprint) {
        return tx.handle()
                .createQuery("""
                        select id, team, name, kind, public_key, fingerprint, created_at, revoked_at
                          from gateway.signing_key
                         where team = :team and fingerprint = :fingerprint and revoked_at is null
                        """)
                .bind("team", team)
                .bind("fingerprint", fingerprint)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Keys of a team, the oldest first. */
    List<SigningKey> list(Transaction tx, String team) {
        return tx.handle()
                .createQuery("""
                        select id, team, name, kind, public_key, fingerprint, created_at, revoked_at
                          from gateway.signing_key
                         where team = :team
                         order by created_at, id
                        """)
                .bind("team", team)
                .map((row, context) -> read(row))
                .list();
    }

    /** Every key that counts; nobody can revoke one of them until the transaction ends. */
    List<SigningKey> lockActive(Transaction tx) {
        return tx.handle().createQuery("""
                        select id, team, name, kind, public_key, fingerprint, created_at, revoked_at
                          from gateway.signing_key
                         where revoked_at is null
                         order by id
                           for update
                        """).map((row, context) -> read(row)).list();
    }

    /** Ends a key of the team. Empty if the team has no such key; a key that was revoked before keeps its time. */
    Optional<SigningKey> revoke(Transaction tx, String team, String id, Instant at) {
        return tx.handle()
                .createQuery("""
                        update gateway.signing_key
                           set revoked_at = coalesce(revoked_at, greatest(:at, created_at))
                         where id = :id and team = :team
                        returning id, team, name, kind, public_key, fingerprint, created_at, revoked_at
                        """)
                .bind("id", id)
                .bind("team", team)
                .bind("at", at)
                .map((row, context) -> read(row))
                .findOne();
    }

    private static SigningKey read(ResultSet row) throws SQLException {
        OffsetDateTime revokedAt = row.getObject("revoked_at", OffsetDateTime.class);
        return new SigningKey(
                row.getString("id"),
                row.getString("team"),
                row.getString("name"),
                Kind.valueOf(row.getString("kind")),
                row.getString("public_key"),
                row.getString("fingerprint"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(revokedAt).map(OffsetDateTime::toInstant));
    }
}
