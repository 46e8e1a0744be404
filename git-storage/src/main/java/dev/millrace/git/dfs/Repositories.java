package dev.millrace.git.dfs;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.catalog.RepositoryStore;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.check.HistoryMemory;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.check.PackLimits;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.ref.RetainedCommit;
import dev.millrace.git.write.WriteLimits;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.objectstore.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Repository;

/**
 * Opens repositories. State is reused until a version changes: refs, pack list and the pack objects with their indexes are
 * cached for the most recently used repositories, up to a share of the heap.
 */
public final class Repositories {

    /**
     * How this process uses the storage.
     *
     * @param scratch directory for packs that are being written
     * @param instanceHeapShare part of the heap for open repositories
     * @param packs limits of packs from outside
     * @param histories memory of walks over histories while refs are moved
     * @param node name of this process in upload intents
     */
    public record Settings(
            Path scratch, double instanceHeapShare, PackLimits packs, HistoryMemory histories, String node) {}

    private final ObjectStore store;
    private final Path scratch;
    private final Clock clock;
    private final RefLogs logs;
    private final StateLoader states;
    private final PackMemory packMemory;
    private final CommitRefs commitRefs;
    private final SharedStates shared;
    private final Database database;
    private final RefStore refs;
    private final RetainedTipStore retainedTips;
    private final ReplacePacks replacePacks;

    public Repositories(
            Database database,
            RepositoryStore repositories,
            ObjectStore store,
            Outbox outbox,
            Clock clock,
            Settings settings) {
        this.refs = new RefStore();
        var packs = new PackStore(store.blockSize());
        this.store = store;
        this.scratch = settings.scratch();
        this.clock = clock;
        this.packMemory = new PackMemory(settings.packs());
        this.shared = new SharedStates(
                (long) (Runtime.getRuntime().maxMemory() * settings.instanceHeapShare()), this::newObjects);
        this.states = new StateLoader(database, repositories, refs, packs, shared);
        this.database = database;
        this.retainedTips = new RetainedTipStore();
        this.logs = new RefLogs(database, refs, retainedTips, clock);
        this.commitRefs = new CommitRefs(
                database,
                repositories,
                refs,
                packs,
                retainedTips,
                new RefEvents(outbox, clock, settings.histories()),
                settings.histories(),
                clock,
                settings.node());
        this.replacePacks = new ReplacePacks(database, repositories, packs, clock, settings.node());
    }

    /** In its current state. The caller closes it. */
    public Repository read(UUID id) {
        return open(states.newest(id), RefNamespace.DEFAULT);
    }

    /** No older than the found row. The caller closes it. */
    public Repository read(StoredRepository found) {
        return read(found, RefNamespace.DEFAULT);
    }

    /** One namespace of it, no older than the found row. The caller closes it. */
    public Repository read(StoredRepository found, RefNamespace namespace) {
        return open(states.atLeast(found.id(), found.refsVersion(), found.packsVersion()), namespace);
    }

    /** Since when refs exist, by the name that the namespace shows. */
    public Map<String, Instant> createdAt(UUID id, RefNamespace namespace, List<String> names) {
        List<String> stored = names.stream().map(namespace::stored).toList();
        return database.inStatement(tx -> refs.createdAt(tx, id, stored)).entrySet().stream()
                .collect(Collectors.toMap(entry -> namespace.shown(entry.getKey()), Map.Entry::getValue));
    }

    /** A private view to write to. The caller closes it. */
    public WriteSession write(UUID id, Cause cause, String actor, RefNamespace namespace, WriteLimits limits) {
        return new StagedSession(
                states.newest(id),
                states,
                commitRefs,
                logs,
                new UpdateContext(cause, actor, List.of()),
                namespace,
                limits,
                store,
                scratch,
                clock,
                packMemory);
    }

    /** A private view for replacing packs. The caller closes it. */
    public RepackSession repack(UUID id) {
        RepositoryState state = states.newest(id);
        // after the refs: a tip that a forced update removes in between is then in both, not in neither
        List<RetainedTip> retained = database.inTransaction(tx -> retainedTips.load(tx, id));
        return new RepackSession(state, retained, replacePacks, logs, store, scratch, clock, packMemory);
    }

    /** Memory for data from outside, counted for the team of a repository. The caller closes it. */
    public IncomingMemory openMemory(StoredRepository found) {
        return packMemory.open(found.team());
    }

    /** Removes tips that are retained no longer than this. */
    public void forgetRetained(UUID id, Instant expiredAt) {
        database.useTransaction(tx -> retainedTips.deleteExpired(tx, id, expiredAt));
    }

    /** Bytes of all its packs; 0 for a repository of another kind. */
    public static long packBytes(Repository opened) {
        return opened.getObjectDatabase() instanceof StoredObjects objects ? objects.packBytes() : 0;
    }

    private Repository open(RepositoryState state, RefNamespace namespace) {
        RepositoryView view = RepositoryView.of(state.repository().id());
        var refs = new StoredRefs(view, state.repository().id(), state::refs, namespace, logs, Optional.empty());
        view.attach(shared.objects(state), refs);
        return view;
    }

    private StoredObjects newObjects(RepositoryState state) {
        // the owner of the object database only provides its name; views are opened and closed independently of it
        RepositoryView owner = RepositoryView.of(state.repository().id());
        return new StoredObjects(owner, store, state::packs, state.collected());
    }

    /** What was left behind and has not expired. */
    public List<RetainedCommit> retained(UUID id) {
        Instant now = clock.instant();
        return database.inTransaction(tx -> retainedTips.load(tx, id)).stream()
                .filter(tip -> tip.expiresAt().isAfter(now))
                .map(tip -> new RetainedCommit(tip.ref(), tip.id().name(), tip.retainedAt(), tip.expiresAt()))
                .toList();
    }
}
