package dev.millrace.ingest.hook;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;

/** Rows of {@code ingest.hook_secret}. */
@ApplicationScoped
class HookSecretStore {

    /** Notes when a secret matched; an earlier time changes nothing. */
    void matched(Transaction tx, HookSecret secret, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into ingest.hook_secret as known (id, connection_id, last_matched_at)
                        values (:id, :connection, :at)
                            on conflict (id) do update
                           set last_matched_at = excluded.last_matched_at
                         where known.last_matched_at < excluded.last_matched_at
                        """)
                .bind("id", secret.id())
                .bind("connection", secret.connectionId())
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .execute();
    }
}
