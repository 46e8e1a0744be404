package dev.millrace.git.lfs;

import dev.millrace.kit.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code git.lfs_lock}. */
final class LockStore {

    /**
     * In one statement with the insert, an existing row would not be seen; it is locked, so it cannot be deleted in
     * between.
     */
    LockOutcome findOrAdd(Transaction tx, UUID repositoryId, LfsLock wanted) {
        UUID id = tx.handle()
                .createQuery("""
                        insert into git.lfs_lock (id, repository_id, path, owner, locked_at)
                        values (:id, :repositoryId, :path, :owner, :lockedAt)
                        on conflict (repository_id, path) do update set path = excluded.path
                        returning id
                        """)
                .bind("id", wanted.id())
                .bind("repositoryId", repositoryId)
                .bind("path", wanted.path())
                .bind("owner", wanted.owner())
                .bind("lockedAt", wanted.lockedAt())
                .mapTo(UUID.class)
                .one();
        return id.equals(wanted.id())
                ? new LockOutcome.Locked(wanted)
                : new LockOutcome.AlreadyLocked(lockRow(tx, repositoryId, id).orElseThrow());
    }

    Optional<LfsLock> lockRow(Transaction tx, UUID repositoryId, UUID id) {
        return tx.handle()
                .createQuery("""
                        select id, path, owner, locked_at from git.lfs_lock
                        where repository_id = :repositoryId and id = :id
                        for update
                        """)
                .bind("repositoryId", repositoryId)
                .bind("id", id)
                .map((row, context) -> lock(row))
                .findOne();
    }

    void delete(Transaction tx, UUID id) {
        tx.handle()
                .createUpdate("delete from git.lfs_lock where id = :id")
                .bind("id", id)
                .execute();
    }

    List<LfsLock> list(Transaction tx, UUID repositoryId, LockFilter filter, Optional<String> after, int limit) {
        return tx.handle()
                .createQuery("""
                        select id, path, owner, locked_at from git.lfs_lock
                        where repository_id = :repositoryId
                          and path > :after
                          and (cast(:path as text) is null or path = cast(:path as text))
                          and (cast(:id as uuid) is null or id = cast(:id as uuid))
                        order by path
                        limit :limit
                        """)
                .bind("repositoryId", repositoryId)
                .bind("after", after.orElse(""))
                .bind("path", filter.path().orElse(null))
                .bind("id", filter.id().orElse(null))
                .bind("limit", limit)
                .map((row, context) -> lock(row))
                .list();
    }

    private static LfsLock lock(ResultSet row) throws SQLException {
        return new LfsLock(
                row.getObject("id", UUID.class),
                row.getString("path"),
                row.getString("owner"),
                row.getObject("locked_at", OffsetDateTime.class).toInstant());
    }
}
