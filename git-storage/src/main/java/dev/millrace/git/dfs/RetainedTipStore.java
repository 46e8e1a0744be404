package dev.millrace.git.dfs;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;

/** Rows of {@code git.retained_tip}, and the maintenance requests in {@code git.maintenance}. */
final class RetainedTipStore {

    /** Retains what these moves leave behind; what is already retained is kept for longer. */
    void add(
            Transaction tx,
            StoredRepository repository,
            Collection<MovedRef> moves,
            UUID pushId,
            Instant at,
            Instant expiresAt) {
        tx.handle()
                .createUpdate("""
                        insert into git.retained_tip
                            (repository_id, object_id, ref_name, push_id, retained_at, expires_at)
                        select distinct on (id) :repositoryId, decode(id, 'hex'), name, :pushId, :at, :expiresAt
                        from unnest(:ids::text[], :names::text[]) as left_behind (id, name)
                        on conflict (repository_id, object_id) do update
                        set ref_name = excluded.ref_name, push_id = excluded.push_id,
                            retained_at = excluded.retained_at, expires_at = excluded.expires_at
                        """)
                .bind("repositoryId", repository.id())
                .bind("pushId", pushId)
                .bind("at", at)
                .bind("expiresAt", expiresAt)
                .bindArray(
                        "ids",
                        String.class,
                        moves.stream()
                                .map(move ->
                                        Objects.requireNonNull(move.idBefore()).name())
                                .toList())
                .bindArray(
                        "names",
                        String.class,
                        moves.stream().map(MovedRef::name).toList())
                .execute();
    }

    /** All of a repository, including expired ones. */
    List<RetainedTip> load(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select object_id, ref_name, retained_at, expires_at
                        from git.retained_tip where repository_id = :id
                        order by expires_at, ref_name
                        """)
                .bind("id", repositoryId)
                .map((row, context) -> new RetainedTip(
                        ObjectId.fromRaw(row.getBytes("object_id")),
                        row.getString("ref_name"),
                        row.getTimestamp("retained_at").toInstant(),
                        row.getTimestamp("expires_at").toInstant()))
                .list();
    }

    /** Removes those that are kept no longer than this. */
    void deleteExpired(Transaction tx, UUID repositoryId, Instant expiredAt) {
        tx.handle()
                .createUpdate("delete from git.retained_tip where repository_id = :id and expires_at <= :expiredAt")
                .bind("id", repositoryId)
                .bind("expiredAt", expiredAt)
                .execute();
    }

    /** Requests maintenance of the packs soon, and wakes waiting workers unless a request that is due earlier is pending. */
    void requestMaintenance(Transaction tx, UUID repositoryId, Duration wait) {
        int requested = tx.handle()
                .createUpdate("""
                        insert into git.maintenance as known (repository_id, due_at)
                        values (:id, now() + :seconds * interval '1 second')
                        on conflict (repository_id) do update set due_at = excluded.due_at
                        where known.due_at is null or known.due_at > excluded.due_at
                        """)
                .bind("id", repositoryId)
                .bind("seconds", wait.toMillis() / 1000.0)
                .execute();
        if (requested > 0) {
            Signals.send(tx, RepackSession.WORK);
        }
    }
}
