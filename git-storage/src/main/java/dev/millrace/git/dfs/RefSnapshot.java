package dev.millrace.git.dfs;

import dev.millrace.git.ref.RefAdvertisement;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.ref.SortedRefs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.SymbolicRef;
import org.jspecify.annotations.Nullable;

/** All refs of a repository at one version: sorted, peeled, resolved, immutable. */
final class RefSnapshot {

    private final long version;
    private final SortedRefs sorted;
    private final boolean allBorn;
    private final RefAdvertisement advertisement;
    private final Map<RefNamespace, RefSnapshot> byNamespace = new ConcurrentHashMap<>();
    private volatile @Nullable Map<ObjectId, Set<Ref>> byTip;

    private RefSnapshot(long version, SortedRefs sorted) {
        this.version = version;
        this.sorted = sorted;
        this.allBorn = sorted.list().stream().allMatch(ref -> ref.getObjectId() != null);
        this.advertisement = RefAdvertisement.of(sorted);
    }

    /** The same refs as the protocol lists them. */
    RefAdvertisement advertisement() {
        return advertisement;
    }

    /** @param unresolved refs as stored, in any order; symbolic ones with an empty target */
    static RefSnapshot of(long version, Collection<Ref> unresolved) {
        var byName = new TreeMap<String, Ref>();
        unresolved.forEach(ref -> byName.put(ref.getName(), ref));
        return resolved(version, byName);
    }

    /** The same refs except for those given; an empty value means that the ref is deleted. */
    RefSnapshot with(long newVersion, Map<String, Optional<Ref>> changes) {
        var byName = new TreeMap<String, Ref>();
        for (Ref ref : sorted.list()) {
            byName.put(ref.getName(), ref);
        }
        changes.forEach(
                (name, ref) -> ref.ifPresentOrElse(present -> byName.put(name, present), () -> byName.remove(name)));
        return resolved(newVersion, byName);
    }

    private static RefSnapshot resolved(long version, TreeMap<String, Ref> byName) {
        var refs = new Ref[byName.size()];
        int next = 0;
        for (Ref ref : byName.values()) {
            refs[next++] = resolve(ref, byName, 0);
        }
        return new RefSnapshot(version, SortedRefs.of(refs));
    }

    private static Ref resolve(Ref ref, Map<String, Ref> byName, int depth) {
        if (!ref.isSymbolic()) {
            return ref;
        }
        String target = ref.getTarget().getName();
        Ref found = byName.get(target);
        if (found == null || depth == RefDatabase.MAX_SYMBOLIC_REF_DEPTH) {
            return new SymbolicRef(ref.getName(), unborn(target));
        }
        return new SymbolicRef(ref.getName(), resolve(found, byName, depth + 1));
    }

    static Ref unborn(String name) {
        return new ObjectIdRef.Unpeeled(Ref.Storage.NEW, name, null);
    }

    long version() {
        return version;
    }

    /** What a view of the namespace shows: cached, since every request needs it. */
    RefSnapshot in(RefNamespace namespace) {
        RefSnapshot known = byNamespace.get(namespace);
        if (known == null) {
            known = NamespaceRefs.of(this, namespace);
            byNamespace.put(namespace, known);
        }
        return known;
    }

    /** All refs in order, with symbolic refs to refs that do not exist. */
    List<Ref> stored() {
        return sorted.list();
    }

    int size() {
        return sorted.size();
    }

    /** The ref of exactly this name, which may be a symbolic ref to one that does not exist. */
    @Nullable
    Ref find(String name) {
        return sorted.find(name);
    }

    /** Refs whose names have this prefix, in order, without symbolic refs to refs that do not exist. */
    List<Ref> withPrefix(String prefix) {
        int from = sorted.firstFrom(prefix);
        return born(from, sorted.firstAfter(prefix, from));
    }

    /** Existing names that conflict with this name; the name itself is no conflict. */
    List<String> conflictsWith(String name) {
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            String above = name.substring(0, slash);
            if (sorted.find(above) != null) {
                return List.of(above);
            }
        }
        return withPrefix(name + "/").stream().map(Ref::getName).toList();
    }

    /** Refs that point to the object, directly or through an annotated tag. */
    Set<Ref> withTip(ObjectId id) {
        Map<ObjectId, Set<Ref>> tips = byTip;
        if (tips == null) {
            tips = indexTips();
            byTip = tips;
        }
        return tips.getOrDefault(id, Set.of());
    }

    private Map<ObjectId, Set<Ref>> indexTips() {
        var lists = new HashMap<ObjectId, List<Ref>>();
        for (Ref ref : withPrefix("")) {
            lists.computeIfAbsent(ref.getObjectId(), id -> new ArrayList<>(1)).add(ref);
            if (ref.getPeeledObjectId() != null) {
                lists.computeIfAbsent(ref.getPeeledObjectId(), id -> new ArrayList<>(1))
                        .add(ref);
            }
        }
        return lists.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    }

    private List<Ref> born(int from, int to) {
        List<Ref> range = sorted.list().subList(from, to);
        return allBorn
                ? range
                : range.stream().filter(ref -> ref.getObjectId() != null).toList();
    }
}
