package dev.millrace.git.dfs;

import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.catalog.RepositoryStore;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.jspecify.annotations.Nullable;

/** Loads states, each in one transaction that sees one instant; a repository is loaded by one thread at a time. */
final class StateLoader {

    private final Database database;
    private final RepositoryStore repositories;
    private final RefStore refs;
    private final PackStore packs;
    private final SharedStates shared;
    private final ConcurrentMap<UUID, FutureTask<RepositoryState>> loading = new ConcurrentHashMap<>();

    StateLoader(Database database, RepositoryStore repositories, RefStore refs, PackStore packs, SharedStates shared) {
        this.database = database;
        this.repositories = repositories;
        this.refs = refs;
        this.packs = packs;
        this.shared = shared;
    }

    /** The current state. */
    RepositoryState newest(UUID id) {
        StoredRepository now =
                database.inTransaction(tx -> repositories.find(tx, id)).orElseThrow(() -> new RepositoryMissing(id));
        return atLeast(id, now.refsVersion(), now.packsVersion());
    }

    /** A state that is no older than these versions. */
    RepositoryState atLeast(UUID id, long refsVersion, long packsVersion) {
        RepositoryState cached = shared.find(id);
        if (cached != null && cached.isAtLeast(refsVersion, packsVersion)) {
            return cached;
        }
        while (true) {
            // a load that began before our versions were committed may miss them; then the next one is ours or newer
            RepositoryState state = loadOnce(id);
            if (state.isAtLeast(refsVersion, packsVersion)) {
                return state;
            }
        }
    }

    private RepositoryState loadOnce(UUID id) {
        var mine = new FutureTask<>(() -> load(id));
        FutureTask<RepositoryState> running = loading.putIfAbsent(id, mine);
        if (running != null) {
            return result(running);
        }
        try {
            mine.run();
        } finally {
            loading.remove(id, mine);
        }
        return result(mine);
    }

    private RepositoryState load(UUID id) {
        RepositoryState before = shared.find(id);
        RepositoryState state = database.inTransaction(tx -> {
            repositories.readOneInstant(tx);
            StoredRepository repository = repositories.find(tx, id).orElseThrow(() -> new RepositoryMissing(id));
            RefSnapshot refsNow = refs.load(tx, repository, before == null ? null : before.refs());
            if (before != null && before.repository().packsVersion() == repository.packsVersion()) {
                return new RepositoryState(repository, refsNow, before.packs(), before.collected());
            }
            List<DfsPackDescription> packsNow = packs.load(tx, id);
            return new RepositoryState(repository, refsNow, packsNow, collected(tx, before, packsNow));
        });
        shared.add(state);
        return state;
    }

    private Optional<CollectedPack> collected(
            Transaction tx, @Nullable RepositoryState before, List<DfsPackDescription> packsNow) {
        Optional<CollectedPack> known = before == null ? Optional.empty() : before.collected();
        return packsNow.stream()
                .filter(pack -> pack.getPackSource() == PackSource.GC)
                .map(DfsPackDescription::getPackName)
                .findFirst()
                .flatMap(name -> known.filter(pack -> pack.name().equals(name)).or(() -> packs.collected(tx, name)));
    }

    private static RepositoryState result(FutureTask<RepositoryState> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("loading a repository failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another thread loads the repository", e);
        }
    }
}
