package dev.millrace.git.dfs;

import dev.millrace.git.ref.RefAdvertisement;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.ref.RetainedTips;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.RefRename;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.ReflogReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** The refs of one opening of a repository, served from a snapshot; writes go to {@link CommitRefs} if there is one. */
class StoredRefs extends RefDatabase implements RefAdvertisement.Source, RetainedTips {

    private final Repository repository;
    private final UUID repositoryId;
    private final Supplier<RefSnapshot> snapshot;
    private final Supplier<RefSnapshot> all;
    private final RefNamespace namespace;
    private final RefLogs logs;
    private final Optional<RefWrites> writes;

    StoredRefs(
            Repository repository,
            UUID repositoryId,
            Supplier<RefSnapshot> all,
            RefNamespace namespace,
            RefLogs logs,
            Optional<RefWrites> writes) {
        this.repository = repository;
        this.repositoryId = repositoryId;
        this.snapshot = () -> all.get().in(namespace);
        this.all = all;
        this.namespace = namespace;
        this.logs = logs;
        this.writes = writes;
    }

    @Override
    public void create() {
        // rows need no preparation
    }

    @Override
    public void close() {
        // nothing is held
    }

    @Override
    public boolean performsAtomicTransactions() {
        return true;
    }

    @Override
    public RefAdvertisement advertisement() {
        return snapshot.get().advertisement();
    }

    @Override
    public Collection<ObjectId> retainedTips() {
        return logs.retained(repositoryId, namespace);
    }

    @Override
    public boolean hasFastTipsWithSha1() {
        return true;
    }

    @Override
    public Set<Ref> getTipsWithSha1(ObjectId id) {
        return snapshot.get().withTip(id);
    }

    @Override
    public @Nullable Ref exactRef(String name) {
        return snapshot.get().find(name);
    }

    @Override
    public Map<String, Ref> exactRef(String... names) {
        RefSnapshot refs = snapshot.get();
        return Arrays.stream(names)
                .distinct()
                .flatMap(name -> Optional.ofNullable(refs.find(name)).stream())
                .collect(Collectors.toMap(Ref::getName, ref -> ref));
    }

    @Override
    public @Nullable Ref firstExactRef(String... names) {
        RefSnapshot refs = snapshot.get();
        for (String name : names) {
            Ref ref = refs.find(name);
            if (ref != null) {
                return ref;
            }
        }
        return null;
    }

    @Override
    public List<Ref> getRefs() {
        return snapshot.get().withPrefix("");
    }

    /** A map without the prefix in its keys, as the contract requires; all newer code queries by prefix. */
    @Override
    @SuppressWarnings("deprecation")
    public Map<String, Ref> getRefs(String prefix) {
        return snapshot.get().withPrefix(prefix).stream()
                .collect(Collectors.toMap(ref -> ref.getName().substring(prefix.length()), ref -> ref));
    }

    @Override
    public List<Ref> getRefsByPrefix(String prefix) {
        return snapshot.get().withPrefix(prefix);
    }

    @Override
    public List<Ref> getRefsByPrefix(String... prefixes) {
        RefSnapshot refs = snapshot.get();
        var found = new LinkedHashSet<Ref>();
        for (String prefix : prefixes) {
            found.addAll(refs.withPrefix(prefix));
        }
        return List.copyOf(found);
    }

    @Override
    public List<Ref> getRefsByPrefixWithExclusions(String include, Set<String> excludes) {
        return snapshot.get().withPrefix(include).stream()
                .filter(ref -> excludes.stream().noneMatch(ref.getName()::startsWith))
                .toList();
    }

    @Override
    public boolean hasRefs() {
        return !getRefs().isEmpty();
    }

    /** Refs of other namespaces: not shown, but what they point to is not garbage. */
    @Override
    public List<Ref> getAdditionalRefs() {
        return namespace == RefNamespace.DEFAULT ? NamespaceRefs.hidden(all.get()) : List.of();
    }

    @Override
    public boolean isNameConflicting(String name) {
        return !snapshot.get().conflictsWith(name).isEmpty();
    }

    @Override
    public Collection<String> getConflictingNames(String name) {
        return snapshot.get().conflictsWith(name);
    }

    /** Stored refs are peeled; this is for refs from other sources. Never writes. */
    @Override
    public Ref peel(Ref ref) throws IOException {
        Ref leaf = ref.getLeaf();
        if (leaf.isPeeled() || leaf.getObjectId() == null) {
            return ref;
        }
        try (var walk = new RevWalk(repository)) {
            var object = walk.parseAny(leaf.getObjectId());
            return object instanceof RevTag
                    ? new ObjectIdRef.PeeledTag(
                            leaf.getStorage(),
                            leaf.getName(),
                            leaf.getObjectId(),
                            walk.peel(object).copy())
                    : new ObjectIdRef.PeeledNonTag(leaf.getStorage(), leaf.getName(), leaf.getObjectId());
        }
    }

    @Override
    public void refresh() {
        writes.ifPresent(RefWrites::refresh);
    }

    @Override
    public ReflogReader getReflogReader(Ref ref) {
        return logs.reader(repositoryId, namespace.stored(ref.getName()));
    }

    @Override
    public RefUpdate newUpdate(String name, boolean detach) throws IOException {
        Ref ref = exactRef(name);
        var update = new StoredRefUpdate(
                this,
                repository,
                ref == null ? RefSnapshot.unborn(name) : ref,
                writes.orElseThrow(StoredObjects::readOnly));
        if (detach && ref != null && ref.isSymbolic()) {
            update.setDetachingSymbolicRef();
        }
        return update;
    }

    @Override
    public RefRename newRename(String from, String to) throws IOException {
        return new StoredRefRename(
                newUpdate(from, true), newUpdate(to, true), writes.orElseThrow(StoredObjects::readOnly));
    }

    @Override
    public BatchRefUpdate newBatchUpdate() {
        return new StoredBatchUpdate(this, writes);
    }
}
