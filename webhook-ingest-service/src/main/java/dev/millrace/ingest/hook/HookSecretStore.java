package dev.millrace.ingest.hook;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Rows of {@code ingest.hook_secret}. */
@ApplicationScoped
class HookSecretStore {

    /**
     * Notes when a secret matched; an earlier time changes nothing.
     *
     * @param announced how long ago it must have been reported before it is again
     * @return whether it is to be reported now
     */
    boolean matched(Transaction tx, HookSecret secret, Instant at, Duration announced) {
        return tx.handle()
                .createQuery("""
                        insert into ingest.hook_secret as known (id, connection_id, last_matched_at, announced_at)
                        values (:id, :connection, :at, :at)
                            on conflict (id) do update
                           set last_matched_at = excluded.last_matched_at,
                               announced_at = case
                                   when known.announced_at > excluded.announced_at - :seconds * interval '1 second'
                                   then known.announced_at else excluded.announced_at end
                         where known.last_matched_at < excluded.last_matched_at
                        returning announced_at = last_matched_at
                        """)
                .bind("id", secret.id())
                .bind("connection", secret.connectionId())
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .bind("seconds", announced.toSeconds())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }
}
