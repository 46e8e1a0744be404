package dev.millrace.webhook.delivery;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;

/** Rows of {@code webhook.sync_run}. */
@Singleton
class SyncRunStore {

    SyncRun start(Transaction tx, UUID repositoryId, UUID syncId, Instant at) {
        return tx.handle()
                .createQuery("""
                        insert into webhook.sync_run (repository_id, sync_id, started_at)
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

    /** A sync without a start event began when it ended. */
    SyncRun end(Transaction tx, UUID repositoryId, UUID syncId, boolean succeeded, Instant at) {
        return tx.handle()
                .createQuery("""
                        insert into webhook.sync_run as previous (repository_id, sync_id, started_at, completed, succeeded)
                        values (:repository, :sync, :at, 1, :succeeded)
                        on conflict (repository_id) do update
                        set completed = previous.completed + 1,
                            succeeded = previous.succeeded or excluded.succeeded,
                            started_at = case when previous.sync_id = excluded.sync_id then previous.started_at
                                else excluded.started_at end,
                            sync_id = excluded.sync_id
                        returning completed, not exists (
                            select from webhook.sync_run before where before.repository_id = :repository and before.succeeded)
                            as first, started_at
                        """)
                .bind("repository", repositoryId)
                .bind("sync", syncId)
                .bind("succeeded", succeeded)
                .bind("at", at)
                .map(SyncRunStore::run)
                .one();
    }

    void delete(Transaction tx, UUID repositoryId) {
        tx.handle()
                .createUpdate("delete from webhook.sync_run where repository_id = :repository")
                .bind("repository", repositoryId)
                .execute();
    }

    private static SyncRun run(RowView row) {
        return new SyncRun(
                row.getColumn("completed", Long.class),
                row.getColumn("first", Boolean.class),
                row.getColumn("started_at", Instant.class));
    }
}
