package dev.millrace.gateway.team;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Rows of {@code gateway.access_key}. */
@ApplicationScoped
class AccessKeyStore {

    /**
     * Stores a key. Returns false if the team has it already, not revoked.
     *
     * @param fingerprint SHA-256 of the encoded key
     */
    boolean add(Transaction tx, AccessKey key, byte[] fingerprint) {
        return tx.handle()
                        .createUpdate("""
                                insert into gateway.access_key
                                       (id, team, name, public_key_pem, fingerprint, created_at)
                                values (:id, :team, :name, :pem, :fingerprint, :createdAt)
                                on conflict do nothing
                                """)
                        .bind("id", key.id())
                        .bind("team", key.team().orElse(null))
                        .bind("name", key.name())
                        .bind("pem", key.publicKeyPem())
                        .bind("fingerprint", fingerprint)
                        .bind("createdAt", key.createdAt())
                        .execute()
                == 1;
    }

    Optional<AccessKey> findActive(Transaction tx, Optional<String> team, byte[] fingerprint) {
        return tx.handle()
                .createQuery("""
                        select id, team, name, public_key_pem, created_at, revoked_at
                          from gateway.access_key
                         where coalesce(team, '') = :team and fingerprint = :fingerprint and revoked_at is null
                        """)
                .bind("team", team.orElse(""))
                .bind("fingerprint", fingerprint)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Keys of a team, the oldest first; without a team those of the platform. */
    List<AccessKey> list(Transaction tx, Optional<String> team) {
        return tx.handle()
                .createQuery("""
                        select id, team, name, public_key_pem, created_at, revoked_at
                          from gateway.access_key
                         where coalesce(team, '') = :team
                         order by created_at, id
                        """)
                .bind("team", team.orElse(""))
                .map((row, context) -> read(row))
                .list();
    }

    /** Every key that counts; nobody can revoke one of them until the transaction ends. */
    List<AccessKey> lockActive(Transaction tx) {
        return tx.handle().createQuery("""
                        select id, team, name, public_key_pem, created_at, revoked_at
                          from gateway.access_key
                         where revoked_at is null
                         order by id
                           for update
                        """).map((row, context) -> read(row)).list();
    }

    /**
     * Ends a key of the team, not before it was made, whatever the clock says: consumers ignore what is older than what they
     * know. Empty if the team has no such key; a key that was revoked before keeps its time.
     */
    Optional<AccessKey> revoke(Transaction tx, String team, String id, Instant at) {
        return tx.handle()
                .createQuery("""
                        update gateway.access_key
                           set revoked_at = coalesce(revoked_at, greatest(:at, created_at))
                         where id = :id and team = :team
                        returning id, team, name, public_key_pem, created_at, revoked_at
                        """)
                .bind("id", id)
                .bind("team", team)
                .bind("at", at)
                .map((row, context) -> read(row))
                .findOne();
    }

    /**
     * Makes a revoked key of the platform count again, from after its revocation, whatever the clock says: consumers ignore
     * what is older than what they know. Changes nothing if the key counts.
     */
    void reinstatePlatformKey(Transaction tx, String id, Instant at) {
        tx.handle()
                .createUpdate("""
                        update gateway.access_key
                           set created_at = greatest(:at, revoked_at + interval '1 microsecond'), revoked_at = null
                         where id = :id and team is null and revoked_at is not null
                        """)
                .bind("id", id)
                .bind("at", at)
                .execute();
    }

    /** Ends every key of the platform but this one. */
    List<AccessKey> revokePlatformKeysBut(Transaction tx, String id, Instant at) {
        return tx.handle()
                .createQuery("""
                        update gateway.access_key
                           set revoked_at = greatest(:at, created_at)
                         where team is null and id <> :id and revoked_at is null
                        returning id, team, name, public_key_pem, created_at, revoked_at
                        """)
                .bind("id", id)
                .bind("at", at)
                .map((row, context) -> read(row))
                .list();
    }

    private static AccessKey read(ResultSet row) throws SQLException {
        OffsetDateTime revokedAt = row.getObject("revoked_at", OffsetDateTime.class);
        return new AccessKey(
                row.getString("id"),
                Optional.ofNullable(row.getString("team")),
                row.getString("name"),
                row.getString("public_key_pem"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(revokedAt).map(OffsetDateTime::toInstant));
    }
}
