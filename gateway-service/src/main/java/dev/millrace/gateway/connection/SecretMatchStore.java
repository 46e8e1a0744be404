package dev.millrace.gateway.connection;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Rows of {@code gateway.secret_match}. SQL, because a report of a secret that is not there, or an older one, has no effect. */
@ApplicationScoped
class SecretMatchStore {

    void save(Transaction tx, UUID secretId, Instant matchedAt) {
        tx.handle().createUpdate("""
                        insert into gateway.secret_match as known (secret_id, last_matched_at)
                        select id, cast(:at as timestamptz) from gateway.forge_secret
                         where id = :id and removed_at is null
                            on conflict (secret_id) do update set last_matched_at = excluded.last_matched_at
                         where known.last_matched_at < excluded.last_matched_at
                        """).bind("id", secretId).bind("at", matchedAt).execute();
    }

    /** Those of the secrets that have matched, with the last time. */
    Map<UUID, Instant> find(Transaction tx, Collection<UUID> secretIds) {
        return tx.handle()
                .createQuery("select secret_id, last_matched_at from gateway.secret_match where secret_id = any(:ids)")
                .bindArray("ids", UUID.class, secretIds)
                .map((row, context) -> Map.entry(
                        row.getObject("secret_id", UUID.class),
                        row.getObject("last_matched_at", OffsetDateTime.class).toInstant()))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
    }
}
