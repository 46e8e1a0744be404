package dev.millrace.git.lfs;

import dev.millrace.kit.database.Database;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Locks on files, one for each path of a repository, regardless of the branch. They are advisory: {@code git lfs} checks
 * them before a push.
 */
public final class LfsLocks {

    private final LockStore rows = new LockStore();
    private final Database database;
    private final Clock clock;

    /** Locks of the repositories in a database. */
    public LfsLocks(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Locks a path.
     *
     * @param owner who may unlock it
     */
    public LockOutcome lock(UUID repositoryId, String path, String owner) {
        var wanted = new LfsLock(UUID.randomUUID(), path, owner, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        return database.inTransaction(tx -> rows.findOrAdd(tx, repositoryId, wanted));
    }

    /**
     * Unlocks by id.
     *
     * @param force whether the lock may belong to another owner
     */
    public UnlockOutcome unlock(UUID repositoryId, UUID id, String owner, boolean force) {
        return database.inTransaction(tx -> {
            Optional<LfsLock> found = rows.lockRow(tx, repositoryId, id);
            if (found.isEmpty()) {
                return new UnlockOutcome.NoSuchLock();
            }
            LfsLock lock = found.get();
            if (!force && !lock.owner().equals(owner)) {
                return new UnlockOutcome.NotYours(lock);
            }
            rows.delete(tx, id);
            return new UnlockOutcome.Unlocked(lock);
        });
    }

    /**
     * One page of the repository's locks in byte order of their paths.
     *
     * @param after the last path of the previous page; empty for the first page
     * @param limit most locks to return, 1 or more
     */
    public List<LfsLock> list(UUID repositoryId, LockFilter filter, Optional<String> after, int limit) {
        return database.inTransaction(tx -> rows.list(tx, repositoryId, filter, after, limit));
    }
}
