package dev.millrace.gateway.team;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Rows of {@code gateway.signing_key}. */
@Singleton
class SigningKeyStore extends KeyStore<SigningKey, SigningKeyRow> {

    private final SigningKeyRow.Rows rows;

    SigningKeyStore(SigningKeyRow.Rows rows) {
        super(rows);
        this.rows = rows;
    }

    @Override
    boolean add(Transaction tx, SigningKey key) {
        return rows.getSession()
                        .createMutationQuery("""
                                insert into SigningKeyRow (id, team, name, kind, publicKey, fingerprint, createdAt)
                                values (:id, :team, :name, :kind, :publicKey, :fingerprint, :createdAt)
                                on conflict do nothing
                                """)
                        .setParameter("id", key.id())
                        .setParameter("team", key.team())
                        .setParameter("name", key.name())
                        .setParameter("kind", key.kind())
                        .setParameter("publicKey", key.publicKey())
                        .setParameter("fingerprint", key.fingerprint())
                        .setParameter("createdAt", key.createdAt())
                        .executeUpdate()
                == 1;
    }

    @Override
    Optional<SigningKey> findActive(Transaction tx, String team, String fingerprint) {
        return rows.find("team = ?1 and fingerprint = ?2 and revokedAt is null", team, fingerprint)
                .firstResultOptional()
                .map(SigningKeyRow::toKey);
    }
}
