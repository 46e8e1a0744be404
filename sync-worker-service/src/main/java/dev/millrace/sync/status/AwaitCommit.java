package dev.millrace.sync.status;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.kit.database.Database;
import dev.millrace.sync.queue.MirrorQueue;
import dev.millrace.sync.queue.SyncRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/** Waits until a mirror has a commit, and makes sure that it is fetched. */
@Singleton
class AwaitCommit {

    private final GitStorage storage;
    private final Database database;
    private final MirrorQueue mirrors;
    private final SyncsEnded syncsEnded;

    AwaitCommit(GitStorage storage, Database database, MirrorQueue mirrors, SyncsEnded syncsEnded) {
        this.storage = storage;
        this.database = database;
        this.mirrors = mirrors;
        this.syncsEnded = syncsEnded;
    }

    /**
     * Requests a sync if the commit is not here, and waits.
     *
     * @return whether it is here now
     */
    boolean handle(UUID repositoryId, String commit, Duration timeout) {
        ObjectId id = ObjectId.fromString(commit);
        if (has(repositoryId, id)) {
            return true;
        }
        database.useTransaction(tx -> mirrors.request(
                tx,
                repositoryId,
                new SyncRequest("a caller waits for " + commit, Optional.empty(), Optional.of(commit))));
        return syncsEnded.await(() -> has(repositoryId, id), timeout);
    }

    private boolean has(UUID repositoryId, ObjectId id) {
        try (Repository repository = storage.read(repositoryId);
                ObjectReader reader = repository.newObjectReader()) {
            return reader.has(id);
        } catch (RepositoryMissing e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
