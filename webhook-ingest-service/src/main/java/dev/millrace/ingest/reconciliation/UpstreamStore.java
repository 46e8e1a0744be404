package dev.millrace.ingest.reconciliation;

import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code ingest.mirror_upstream}. */
@Singleton
final class UpstreamStore {

    /**
     * What an upstream was read with.
     *
     * @param cloneUrl its address
     * @param installationId whose token read it
     */
    record Upstream(String cloneUrl, Optional<String> installationId) {}

    /** Records what a mirror was read with; older events change nothing. */
    void save(Transaction tx, SyncSucceeded sync, String recordKey, String cloneUrl) {
        tx.handle()
                .createUpdate("""
                        insert into ingest.mirror_upstream as known (repository_id, record_key, clone_url, installation_id,
                                                                     read_at)
                        values (:id, :recordKey, :cloneUrl, :installationId, :at)
                        on conflict (repository_id) do update
                        set record_key = excluded.record_key, clone_url = excluded.clone_url,
                            installation_id = excluded.installation_id, read_at = excluded.read_at
                        where known.read_at < excluded.read_at
                        """)
                .bind("id", sync.repository().id())
                .bind("recordKey", recordKey)
                .bind("cloneUrl", cloneUrl)
                .bind("installationId", sync.installationId().orElse(null))
                .bind("at", sync.occurredAt())
                .execute();
    }

    /** The mirror has no upstream that is known by its number, as of this time. */
    void remove(Transaction tx, UUID repositoryId, Instant at) {
        tx.handle()
                .createUpdate("delete from ingest.mirror_upstream where repository_id = :id and read_at <= :at")
                .bind("id", repositoryId)
                .bind("at", at)
                .execute();
    }

    /** What an upstream was read with: by an installation if there is one, last of all mirrors. */
    Optional<Upstream> find(Transaction tx, String recordKey) {
        return tx.handle()
                .createQuery("""
                        select clone_url, installation_id from ingest.mirror_upstream
                        where record_key = :key
                        order by installation_id is null, read_at desc, repository_id
                        limit 1
                        """)
                .bind("key", recordKey)
                .map((row, context) ->
                        new Upstream(row.getString("clone_url"), Optional.ofNullable(row.getString("installation_id"))))
                .findOne();
    }
}
