package dev.millrace.gateway.team;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Rows of {@code gateway.access_key}. */
@Singleton
class AccessKeyStore extends KeyStore<AccessKey, AccessKeyRow> {

    private final AccessKeyRow.Rows rows;

    AccessKeyStore(AccessKeyRow.Rows rows) {
        super(rows);
        this.rows = rows;
    }

    @Override
    boolean add(Transaction tx, AccessKey key) {
        return rows.getSession()
                        .createMutationQuery("""
                                insert into AccessKeyRow (id, team, name, publicKeyPem, fingerprint, createdAt)
                                values (:id, :team, :name, :pem, :fingerprint, :createdAt)
                                on conflict do nothing
                                """)
                        .setParameter("id", key.id())
                        .setParameter("team", key.team().orElse(null))
                        .setParameter("name", key.name())
                        .setParameter("pem", key.publicKeyPem())
                        .setParameter("fingerprint", HexFormat.of().parseHex(key.fingerprint()))
                        .setParameter("createdAt", key.createdAt())
                        .executeUpdate()
                == 1;
    }

    @Override
    Optional<AccessKey> findActive(Transaction tx, String team, String fingerprint) {
        return rows.find(
                        "coalesce(team, '') = ?1 and fingerprint = ?2 and revokedAt is null",
                        team,
                        HexFormat.of().parseHex(fingerprint))
                .firstResultOptional()
                .map(AccessKeyRow::toKey);
    }

    /** Active keys of the team and of the platform. */
    List<AccessKey> listForTokens(Transaction tx, String team) {
        return rows.list("(team = ?1 or team is null) and revokedAt is null", team).stream()
                .map(AccessKeyRow::toKey)
                .toList();
    }

    /**
     * Makes a revoked key of the platform active again, dated after its revocation even if the clock is behind: consumers
     * ignore events older than the one they know. Changes nothing if the key is active.
     */
    void reinstatePlatformKey(Transaction tx, String id, Instant at) {
        rows.getSession()
                .createNativeMutationQuery("""
                        update gateway.access_key
                           set created_at = greatest(:at, revoked_at + interval '1 microsecond'), revoked_at = null
                         where id = :id and team is null and revoked_at is not null
                        """)
                .setParameter("id", id)
                .setParameter("at", at)
                .executeUpdate();
    }

    /** Revokes every key of the platform except this one. */
    List<AccessKey> revokePlatformKeysBut(Transaction tx, String id, Instant at) {
        return revoke(at, "team is null and id <> ?1 and revokedAt is null order by id", id);
    }
}
