package dev.millrace.git.search;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.search.IndexedFile.Position;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.eclipse.jgit.lib.Repository;

/** The index of all teams. Safe to share between threads and processes. */
public final class SearchIndex {

    /** Channel on which workers are woken. */
    public static final String WORK = IndexProgressStore.WORK;

    private final Database database;
    private final Catalog catalog;
    private final Function<UUID, Repository> read;
    private final IndexProgressStore progress = new IndexProgressStore();
    private final IndexedFileStore files = new IndexedFileStore();
    private final SegmentStore segments = new SegmentStore();
    private final MovedRefStore movedRefs = new MovedRefStore();
    private final FindText findText;
    private final MergeSegments mergeSegments;

    /** @param read opens a repository; {@link RepositoryMissing} if there is none */
    public SearchIndex(Database database, Catalog catalog, Function<UUID, Repository> read) {
        this.database = database;
        this.catalog = catalog;
        this.read = read;
        this.findText = new FindText(database, segments, files);
        this.mergeSegments = new MergeSegments(database, segments, files);
    }

    /** Leases the repository that has been due longest, if one is. */
    public Optional<IndexLease> claim(Duration length) {
        return database.inTransaction(tx -> progress.lease(tx, UUID.randomUUID(), length));
    }

    /** Leases one repository, due or not; empty if another works on it. */
    public Optional<IndexLease> claim(UUID repositoryId, Duration length) {
        return database.inTransaction(tx -> progress.lease(tx, repositoryId, UUID.randomUUID(), length));
    }

    /** Renews leases from now; those that are not in the result are lost. */
    public Set<UUID> renew(Collection<UUID> leases, Duration length) {
        return database.inTransaction(tx -> progress.renew(tx, leases, length));
    }

    /** Repositories that wait to be indexed. */
    public Waiting waiting(Transaction tx) {
        return progress.waiting(tx);
    }

    /** The state of a team's index. */
    public SearchStatus status(String team) {
        return database.inTransaction(tx -> new SearchStatus(progress.waiting(tx, team), files.contents(tx, team)));
    }

    /**
     * Brings the index of a repository up to date, and releases the lease. What is written stays if it is interrupted, and need
     * not be read again.
     *
     * @param isCancelled polled often; once true, nothing is written any more
     * @throws RuntimeException if it failed; it will be tried again later
     */
    public void work(IndexLease lease, SearchConfig config, BooleanSupplier isCancelled) {
        try {
            Optional<StoredRepository> stored = catalog.find(lease.repositoryId());
            if (stored.isEmpty()) {
                forget(lease);
                return;
            }
            index(lease, stored.get(), config, isCancelled);
            database.useTransaction(tx -> progress.end(tx, lease));
        } catch (RepositoryMissing deleted) {
            forget(lease);
        } catch (RuntimeException e) {
            database.useTransaction(tx -> progress.fail(tx, lease));
            throw e;
        }
    }

    private void forget(IndexLease lease) {
        database.useTransaction(tx -> {
            files.deleteAll(tx, lease.repositoryId());
            progress.delete(tx, lease);
        });
    }

    private void index(IndexLease lease, StoredRepository stored, SearchConfig config, BooleanSupplier isCancelled) {
        IndexBatch.Guard guard = tx -> {
            if (isCancelled.getAsBoolean() || !progress.isHeld(tx, lease)) {
                throw new IndexRepository.Interrupted();
            }
        };
        try (Repository git = read.apply(stored.id())) {
            var batch = new IndexBatch(database, files, segments, guard, stored, config);
            Optional<String> main = WantedRefs.defaultBranch(git);
            List<String> lastMoved = database.inTransaction(tx -> movedRefs.last(tx, stored.id(), 2 * config.refs()));
            var wanted = WantedRefs.of(git, main, lastMoved, config.refs());
            new IndexRepository(database, files, batch, guard, isCancelled, stored, git)
                    .upTo(wanted, main.filter(wanted::containsKey));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mergeSegments.of(stored.team());
    }

    /**
     * Finds files that may match, newest contents first.
     *
     * @param after where the page before ended
     * @param limit files, 1 or more; fewer are returned only if there are no more
     */
    public List<IndexedFile> find(SearchScope scope, TextQuery query, Optional<Position> after, int limit) {
        return findText.find(scope, query, after, limit);
    }

    /**
     * Discards the index of a team and requests a new one; until it is complete, searches find less.
     *
     * @return repositories that are to be indexed
     */
    public int rebuild(String team) {
        return database.inTransaction(tx -> {
            segments.lock(tx, team);
            files.deleteAll(tx, team);
            segments.deleteAll(tx, team);
            return progress.requestAll(tx, team);
        });
    }
}
