package dev.millrace.sync.sync;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/** The refs that an upstream last reported, and which of them have since been changed here. */
final class SaidRefs {

    static final SaidRefs NOTHING = new Builder().build();

    private final Map<String, Optional<ObjectId>> said;
    private final Set<String> local;

    private SaidRefs(Map<String, Optional<ObjectId>> said, Set<String> local) {
        this.said = Map.copyOf(said);
        this.local = Set.copyOf(local);
    }

    Set<String> names() {
        return said.keySet();
    }

    /** Where the upstream had it; empty if it had no such ref. */
    Optional<ObjectId> said(String name) {
        return said.getOrDefault(name, Optional.empty());
    }

    /** Whether it was changed here, and is kept. */
    boolean isLocal(String name) {
        return local.contains(name);
    }

    /** Only what was changed here before and still is. */
    SaidRefs onlyLocalOf(SaidRefs before) {
        var kept = new Builder();
        before.local.stream().filter(local::contains).forEach(name -> kept.add(name, said(name), true));
        return kept.build();
    }

    boolean same(SaidRefs other, String name) {
        return names().contains(name) == other.names().contains(name)
                && said(name).equals(other.said(name))
                && isLocal(name) == other.isLocal(name);
    }

    /** Collects them one by one. */
    static final class Builder {

        private final Map<String, Optional<ObjectId>> said = new HashMap<>();
        private final Set<String> local = new HashSet<>();

        Builder add(String name, Optional<ObjectId> id, boolean changedHere) {
            said.put(name, id);
            if (changedHere) {
                local.add(name);
            }
            return this;
        }

        SaidRefs build() {
            return new SaidRefs(said, local);
        }
    }
}
