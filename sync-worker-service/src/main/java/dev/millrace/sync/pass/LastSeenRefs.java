package dev.millrace.sync.pass;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/** The refs that an upstream last reported, and which of them have since been changed here. */
final class LastSeenRefs {

    static final LastSeenRefs NOTHING = new Builder().build();

    private final Map<String, Optional<ObjectId>> lastSeen;
    private final Set<String> local;

    private LastSeenRefs(Map<String, Optional<ObjectId>> lastSeen, Set<String> local) {
        this.lastSeen = Map.copyOf(lastSeen);
        this.local = Set.copyOf(local);
    }

    Set<String> names() {
        return lastSeen.keySet();
    }

    /** Where the upstream had it; empty if it had no such ref. */
    Optional<ObjectId> lastSeen(String name) {
        return lastSeen.getOrDefault(name, Optional.empty());
    }

    /** Whether it was changed here, and is kept. */
    boolean isLocal(String name) {
        return local.contains(name);
    }

    /** Only what was changed here before and still is. */
    LastSeenRefs onlyLocalOf(LastSeenRefs before) {
        var kept = new Builder();
        before.local.stream().filter(local::contains).forEach(name -> kept.add(name, lastSeen(name), true));
        return kept.build();
    }

    boolean same(LastSeenRefs other, String name) {
        return names().contains(name) == other.names().contains(name)
                && lastSeen(name).equals(other.lastSeen(name))
                && isLocal(name) == other.isLocal(name);
    }

    /** Collects them one by one. */
    static final class Builder {

        private final Map<String, Optional<ObjectId>> lastSeen = new HashMap<>();
        private final Set<String> local = new HashSet<>();

        Builder add(String name, Optional<ObjectId> id, boolean changedHere) {
            lastSeen.put(name, id);
            if (changedHere) {
                local.add(name);
            }
            return this;
        }

        LastSeenRefs build() {
            return new LastSeenRefs(lastSeen, local);
        }
    }
}
