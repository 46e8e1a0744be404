package dev.millrace.git.dfs;

import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.catalog.RepositoryStore;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.work.Backoff;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.jboss.logging.Logger;

/**
 * Replaces packs of a repository with others that contain the same objects: upload, then one transaction under the lock of
 * the repository's row. Replaced packs are retired, not deleted: readers that have opened them can continue.
 *
 * <p>A pack that became garbage may still contain what a push relied on that arrived between the reading of refs and this
 * transaction. So when refs have moved since, packs of garbage stay, whatever was to replace them.
 */
final class ReplacePacks {

    private static final Logger LOG = Logger.getLogger(ReplacePacks.class);
    private static final int ATTEMPTS = 8;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(2));

    private final Database database;
    private final RepositoryStore repositories;
    private final PackStore packs;
    private final Clock clock;
    private final String node;

    ReplacePacks(Database database, RepositoryStore repositories, PackStore packs, Clock clock, String node) {
        this.database = database;
        this.repositories = repositories;
        this.packs = packs;
        this.clock = clock;
        this.node = node;
    }

    /**
     * Adds what is staged and retires what it replaces.
     *
     * @param read the state that the new packs were made from
     * @param collected what is known of a collected pack among the staged ones; empty if there is none
     * @throws ReplacedMeanwhile if one of the replaced packs is no longer live
     * @throws RepositoryMissing if the repository was deleted
     */
    StoredRepository handle(
            RepositoryState read,
            StagedObjects objects,
            Optional<CollectedPack> collected,
            Collection<DfsPackDescription> replaced)
            throws IOException {
        UUID repositoryId = read.repository().id();
        List<StagedPack> added = objects.staged();
        if (!added.isEmpty()) {
            database.useTransaction(tx -> packs.addIntents(tx, repositoryId, added, node, clock.instant()));
            objects.upload();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return database.inTransaction(tx -> replace(tx, read, added, collected, replaced));
            } catch (Conflict e) {
                throw new ReplacedMeanwhile(e.getMessage());
            } catch (RepositoryMissing e) {
                throw e;
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS) {
                    throw new IOException("packs of %s could not be replaced".formatted(repositoryId), e);
                }
                LOG.warnf("repositoryId=%s attempt=%d to replace packs: %s", repositoryId, attempt, e.toString());
                pause(attempt);
            }
        }
    }

    private StoredRepository replace(
            Transaction tx,
            RepositoryState read,
            List<StagedPack> added,
            Optional<CollectedPack> collected,
            Collection<DfsPackDescription> replaced) {
        UUID repositoryId = read.repository().id();
        StoredRepository before =
                repositories.lock(tx, repositoryId).orElseThrow(() -> new RepositoryMissing(repositoryId));
        Set<UUID> addedIds = added.stream().map(StagedPack::id).collect(Collectors.toSet());
        if (!addedIds.isEmpty() && packs.live(tx, repositoryId, addedIds).equals(addedIds)) {
            // an earlier attempt whose response was lost had been committed
            return before;
        }
        boolean refsMoved = before.refsVersion() != read.repository().refsVersion();
        Set<UUID> retired = replaced.stream()
                .filter(pack -> !refsMoved || pack.getPackSource() != PackSource.UNREACHABLE_GARBAGE)
                .map(pack -> UUID.fromString(pack.getPackName()))
                .collect(Collectors.toSet());
        if (!packs.live(tx, repositoryId, retired).equals(retired)) {
            throw new Conflict("packs of %s were replaced by another".formatted(repositoryId));
        }
        StoredRepository after = before.at(before.head(), before.refsVersion(), before.packsVersion() + 1);
        repositories.saveVersions(tx, after);
        packs.retire(tx, repositoryId, retired, clock.instant());
        packs.add(tx, after, added);
        collected.ifPresent(pack -> packs.addCollected(tx, pack));
        return after;
    }

    private static void pause(int attempt) throws IOException {
        try {
            Thread.sleep(BACKOFF.after(attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while replacing packs", e);
        }
    }

    private static final class Conflict extends RuntimeException {

        private static final long serialVersionUID = 1;

        Conflict(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
