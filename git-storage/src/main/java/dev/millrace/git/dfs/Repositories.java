package dev.millrace.git.dfs;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorageConfig;
import dev.millrace.git.StoredRepository;
import dev.millrace.git.WriteSession;
import dev.millrace.git.object.ObjectStore;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * Opens repositories. What one opening loaded serves the next until a version changes: refs, pack list and the pack objects
 * with their indexes are kept for the repositories used last, up to a share of the heap.
 */
public final class Repositories {

    private final ObjectStore store;
    private final GitStorageConfig config;
    private final Clock clock;
    private final RefLogs logs;
    private final States states;
    private final CommitRefs commitRefs;
    private final long mostBytes;
    private final Map<UUID, Shared> shared = new LinkedHashMap<>(64, 0.75f, true);
    private long sharedBytes;

    public Repositories(
            Database database,
            RepositoryStore repositories,
            ObjectStore store,
            Outbox outbox,
            Clock clock,
            GitStorageConfig config) {
        var refs = new RefStore();
        var packs = new PackStore();
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.logs = new RefLogs(database, refs);
        this.states = new States(database, repositories, refs, packs, this::known, this::keep);
        this.commitRefs =
                new CommitRefs(database, repositories, refs, packs, new RefEvents(outbox), clock, config.node());
        this.mostBytes = (long) (Runtime.getRuntime().maxMemory() * config.instanceHeapShare());
    }

    /** As it stands now. The caller closes it. */
    public Repository read(UUID id) {
        return open(states.newest(id));
    }

    /** No older than what was found. The caller closes it. */
    public Repository read(StoredRepository found) {
        return open(states.atLeast(found.id(), found.refsVersion(), found.packsVersion()));
    }

    /** A private view to write to. The caller closes it. */
    public WriteSession write(UUID id, Cause cause, String actor) {
        return new StagedSession(
                states.newest(id), states, commitRefs, logs, new Mover(cause, actor), store, config.scratch(), clock);
    }

    private Repository open(RepositoryState state) {
        RepositoryView view = RepositoryView.of(state.repository().id());
        var refs = new StoredRefs(view, state.repository().id(), state::refs, logs, Optional.empty());
        view.attach(objects(state), refs);
        return view;
    }

    private synchronized StoredObjects objects(RepositoryState state) {
        Shared kept = shared.get(state.repository().id());
        return kept != null && kept.state.repository().equals(state.repository()) ? kept.objects : objectsOf(state);
    }

    private StoredObjects objectsOf(RepositoryState state) {
        // the owner of the object database lends it its name and nothing else; views come and go beside it
        RepositoryView owner = RepositoryView.of(state.repository().id());
        return new StoredObjects(owner, store, state::packs);
    }

    private synchronized @Nullable RepositoryState known(UUID id) {
        Shared kept = shared.get(id);
        return kept == null ? null : kept.state;
    }

    /** Versions only grow, so a newer state makes an older one useless; an older one may come late. */
    private synchronized void keep(RepositoryState state) {
        UUID id = state.repository().id();
        Shared old = shared.get(id);
        if (old != null) {
            StoredRepository known = old.state.repository();
            if (known.refsVersion() > state.repository().refsVersion()) {
                return;
            }
            sharedBytes -= old.state.heapBytes();
        }
        StoredObjects objects = old != null && old.state.packs().equals(state.packs()) ? old.objects : objectsOf(state);
        shared.put(id, new Shared(state, objects));
        sharedBytes += state.heapBytes();
        var oldest = shared.entrySet().iterator();
        while (sharedBytes > mostBytes && shared.size() > 1 && oldest.hasNext()) {
            sharedBytes -= oldest.next().getValue().state.heapBytes();
            oldest.remove();
        }
    }

    private record Shared(RepositoryState state, StoredObjects objects) {}
}
