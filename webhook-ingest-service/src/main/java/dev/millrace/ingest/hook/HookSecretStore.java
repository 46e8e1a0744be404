package dev.millrace.ingest.hook;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Rows of {@code ingest.hook_secret}. */
@ApplicationScoped
class HookSecretStore {

    /** Serializes instances that start at the same time, until the end of the transaction. */
    void lock(Transaction tx) {
        tx.handle().execute("select pg_advisory_xact_lock(hashtext('ingest.hook_secret'))");
    }

    List<SealedSecret> active(Transaction tx, String instance) {
        return tx.handle()
                .createQuery("""
                        select id, sealed
                          from ingest.hook_secret
                         where instance = :instance and retired_at is null
                        """)
                .bind("instance", instance)
                .map((row, context) -> new SealedSecret(row.getObject("id", UUID.class), row.getBytes("sealed")))
                .list();
    }

    void add(Transaction tx, String instance, SealedSecret secret, Instant createdAt) {
        tx.handle()
                .createUpdate("""
                        insert into ingest.hook_secret (id, instance, sealed, created_at)
                        values (:id, :instance, :sealed, :createdAt)
                        """)
                .bind("id", secret.id())
                .bind("instance", instance)
                .bind("sealed", secret.sealed())
                .bind("createdAt", createdAt)
                .execute();
    }

    void retire(Transaction tx, UUID id, Instant retiredAt) {
        tx.handle()
                .createUpdate("""
                        update ingest.hook_secret
                           set retired_at = :retiredAt
                         where id = :id and retired_at is null
                        """)
                .bind("id", id)
                .bind("retiredAt", retiredAt)
                .execute();
    }

    void matched(Transaction tx, UUID id, Instant at) {
        tx.handle().createUpdate("""
                        update ingest.hook_secret
                           set last_matched_at = :at
                         where id = :id and (last_matched_at is null or last_matched_at < :at)
                        """).bind("id", id).bind("at", at).execute();
    }
}
