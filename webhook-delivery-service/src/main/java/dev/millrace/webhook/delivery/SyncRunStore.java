package dev.millrace.webhook.delivery;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;

/** Rows of {@code git.webhook_sync}. */
@Singleton
class SyncRunStore {

    SyncRun start(Transaction tx, UUID repositoryId, UUID syncId, Instant at) {
        return tx.handle()
                .createQuery("""
                        insert into git.webhook_sync (repository_id, sync_id, started_at)
                        values (:repository, :sync, :at)
                        on conflict (repository_id) do update
                        set sync_id = excluded.sync_id, started_at = excluded.started_at
                        returning completed, not succeeded as first, started_at
                        """)
                .bind("repository", repositoryId)
                .bind("sync", syncId)
                .bind("at", at)
                .map(SyncRunStore::run)
                .one();
    }

    /** A sync whose start was not seen began when it ended. */
    SyncRun end(Transaction tx, UUID repositoryId, UUID syncId, boolean succeeded, Instant at) {
        return tx.handle()
                .createQuery("""
                        insert into git.webhook_sync as known (repository_id, sync_id, started_at, completed, succeeded)
                        values (:repository, :sync, :at, 1, :succeeded)
                        on conflict (repository_id) do update
                        set completed = known.completed + 1,
                            succeeded = known.succeeded or excluded.succeeded,
                            started_at = case when known.sync_id = excluded.sync_id then known.started_at
                                else excluded.started_at end,
                            sync_id = excluded.sync_id
                        returning completed, not exists (
                            select from git.webhook_sync before where before.repository_id = :repository and before.succeeded)
                            as first, started_at
                        """)
                .bind("repository", repositoryId)
                .bind("sync", syncId)
                .bind("succeeded", succeeded)
                .bind("at", at)
                .map(SyncRunStore::run)
                .one();
    }

    private static SyncRun run(RowView row) {
        return new SyncRun(
                row.getColumn("completed", Long.class),
                row.getColumn("first", Boolean.class),
                row.getColumn("started_at", Instant.class));
    }
}
