package dev.millrace.sync.queue;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;

/** Rows of {@code sync.run}. */
@Singleton
class RunStore {

    private static final int KEPT = 100;

    /** Adds a pass, and removes the oldest of a mirror that has many. */
    void add(Transaction tx, UUID repositoryId, RunRow run) {
        tx.handle()
                .createUpdate("""
                        insert into sync.run
                            (sync_id, repository_id, reason, started_at, ended_at, outcome, refs_moved, error, retry_at)
                        values (:syncId, :id, :reason, :startedAt, :endedAt, :outcome, :refsMoved, :error, :retryAt)
                        on conflict do nothing
                        """)
                .bind("syncId", run.syncId())
                .bind("id", repositoryId)
                .bind("reason", run.reason())
                .bind("startedAt", run.startedAt())
                .bind("endedAt", run.endedAt())
                .bind("outcome", run.outcome().name())
                .bind("refsMoved", run.refsMoved())
                .bind("error", run.error())
                .bind("retryAt", run.retryAt())
                .execute();
        tx.handle()
                .createUpdate("""
                        delete from sync.run
                        where repository_id = :id and ended_at < (
                            select ended_at from sync.run where repository_id = :id
                            order by ended_at desc offset :kept limit 1)
                        """)
                .bind("id", repositoryId)
                .bind("kept", KEPT - 1)
                .execute();
    }

    /** Newest first. */
    List<RunRow> list(Transaction tx, UUID repositoryId, int limit) {
        return tx.handle()
                .createQuery("""
                        select * from sync.run where repository_id = :id order by ended_at desc, sync_id limit :limit
                        """)
                .bind("id", repositoryId)
                .bind("limit", limit)
                .map((RowView row) -> new RunRow(
                        row.getColumn("sync_id", UUID.class),
                        row.getColumn("reason", String.class),
                        row.getColumn("started_at", Instant.class),
                        row.getColumn("ended_at", Instant.class),
                        RunRow.Outcome.valueOf(row.getColumn("outcome", String.class)),
                        row.getColumn("refs_moved", Integer.class),
                        Optional.ofNullable(row.getColumn("error", String.class)),
                        Optional.ofNullable(row.getColumn("retry_at", Instant.class))))
                .list();
    }
}
