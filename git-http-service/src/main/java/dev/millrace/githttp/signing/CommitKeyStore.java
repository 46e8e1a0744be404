package dev.millrace.githttp.signing;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Rows of {@code git.commit_key}. */
@Singleton
final class CommitKeyStore {

    /**
     * A key.
     *
     * @param publicKey as in {@code authorized_keys}, without a comment
     */
    record PublicPart(UUID id, String publicKey, Instant createdAt) {}

    /** Keeps others from adding a key until the transaction ends. */
    void lock(Transaction tx) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('git.commit_key'))")
                .mapTo(Integer.class)
                .one();
    }

    /** All keys, the newest first. */
    List<PublicPart> list(Transaction tx) {
        return tx.handle()
                .createQuery("select id, public_key, created_at from git.commit_key order by created_at desc, id")
                .map((row, context) -> new PublicPart(
                        row.getObject("id", UUID.class),
                        row.getString("public_key"),
                        row.getTimestamp("created_at").toInstant()))
                .list();
    }

    byte[] loadSealed(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery("select sealed from git.commit_key where id = :id")
                .bind("id", id)
                .map((row, context) -> row.getBytes("sealed"))
                .one();
    }

    void add(Transaction tx, PublicPart key, byte[] sealed) {
        tx.handle()
                .createUpdate("""
                        insert into git.commit_key (id, public_key, sealed, created_at)
                        values (:id, :publicKey, :sealed, :at)
                        """)
                .bind("id", key.id())
                .bind("publicKey", key.publicKey())
                .bind("sealed", sealed)
                .bind("at", key.createdAt())
                .execute();
    }
}
