package dev.millrace.git;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.object.ObjectStore;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import java.time.Clock;
import java.util.UUID;
import org.eclipse.jgit.lib.Repository;

/**
 * The Git repositories of the platform. One for each process; safe to share between threads. All instances on one
 * database and object store serve the same.
 */
public final class GitStorage implements AutoCloseable {

    private GitStorage() {}

    /**
     * Opens the storage and sets up JGit's block cache for the whole process.
     *
     * @param database with the schema {@code git} migrated
     * @param objects where packs lie
     * @param outbox of the schema {@code git}
     * @throws IllegalStateException if a repository was opened in this process before with another block cache
     */
    public static GitStorage open(
            Database database, ObjectStore objects, Outbox outbox, Clock clock, GitStorageConfig config) {
        throw new UnsupportedOperationException("the storage behind this interface comes with the next commits");
    }

    /** Which repositories exist. */
    public Catalog catalog() {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens a repository for reading, as it stands now: refs and packs of one instant, which do not change while it is
     * open. Costs one small query when nothing changed since the last time. The caller closes it.
     *
     * @throws RepositoryMissing if there is none
     */
    public Repository read(UUID repositoryId) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #read(UUID)}, at least as new as what the catalog just told; without any query when that is cached. */
    public Repository read(StoredRepository found) {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens a repository for writing. The caller closes the session.
     *
     * @param cause why refs will move, as events tell it
     * @param actor who moves them, for the reflog: a user, or the name of a service
     * @throws RepositoryMissing if there is none
     */
    public WriteSession write(UUID repositoryId, Cause cause, String actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
