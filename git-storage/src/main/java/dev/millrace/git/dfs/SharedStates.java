package dev.millrace.git.dfs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest known state of the most recently used repositories, each with the object database that its readers share. A
 * reader of a state that was evicted keeps it alive for as long as it reads; nothing needs closing.
 */
final class SharedStates {

    private final long mostBytes;
    private final Function<RepositoryState, StoredObjects> newObjects;
    private final Map<UUID, Shared> byUse = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /**
     * @param mostBytes of heap that states may pin together; one is kept however large it is
     * @param newObjects makes the object database of a state
     */
    SharedStates(long mostBytes, Function<RepositoryState, StoredObjects> newObjects) {
        this.mostBytes = mostBytes;
        this.newObjects = newObjects;
    }

    synchronized @Nullable RepositoryState find(UUID id) {
        Shared shared = byUse.get(id);
        return shared == null ? null : shared.state;
    }

    /** Versions only grow, so a newer state replaces an older one, and an older one that arrives late is ignored. */
    synchronized void add(RepositoryState state) {
        UUID id = state.repository().id();
        Shared known = byUse.get(id);
        if (known != null
                && known.state.isAtLeast(
                        state.repository().refsVersion(), state.repository().packsVersion())) {
            return;
        }
        StoredObjects objects;
        if (known == null) {
            objects = newObjects.apply(state);
        } else {
            bytes -= known.state.heapBytes();
            // loaded indexes stay loaded when only refs moved
            objects = known.serves(state) ? known.objects : newObjects.apply(state);
        }
        byUse.put(id, new Shared(state, objects));
        bytes += state.heapBytes();
        var leastUsed = byUse.entrySet().iterator();
        while (bytes > mostBytes && byUse.size() > 1) {
            bytes -= leastUsed.next().getValue().state.heapBytes();
            leastUsed.remove();
        }
    }

    /** The shared object database if the state is the cached one, else a separate one. */
    synchronized StoredObjects objects(RepositoryState state) {
        Shared shared = byUse.get(state.repository().id());
        if (shared == null || !shared.state.packs().equals(state.packs())) {
            return newObjects.apply(state);
        }
        if (shared.objects.isTroubled()) {
            shared = new Shared(shared.state, newObjects.apply(shared.state));
            byUse.put(state.repository().id(), shared);
        }
        return shared.objects;
    }

    private record Shared(RepositoryState state, StoredObjects objects) {

        boolean serves(RepositoryState newer) {
            return state.packs().equals(newer.packs()) && !objects.isTroubled();
        }
    }
}
