package dev.millrace.kit.identity.repository;

import java.util.Optional;
import java.util.Set;

/**
 * The repositories of a team that a caller reads, for lists.
 *
 * @param only {@code instance:id} at their forges of those at a forge that the caller reads; empty if the caller reads all. What
 *     is at no forge is visible in both cases
 */
public record VisibleRepositories(Optional<Set<String>> only) {

    private static final VisibleRepositories ALL = new VisibleRepositories(Optional.empty());

    public VisibleRepositories {
        only = only.map(Set::copyOf);
    }

    /** Those of a caller that reads all. */
    public static VisibleRepositories all() {
        return ALL;
    }

    /** Whether the caller reads all repositories of the team. */
    public boolean areAll() {
        return only.isEmpty();
    }

    /**
     * Whether the caller reads this one.
     *
     * @param upstreamKey {@code instance:id} at its forge; empty if it is at no forge
     */
    public boolean shows(Optional<String> upstreamKey) {
        return only.isEmpty() || upstreamKey.isEmpty() || only.get().contains(upstreamKey.get());
    }

    /** The keys as an array for a query; empty if the caller reads all. */
    public Optional<String[]> keys() {
        return only.map(keys -> keys.toArray(String[]::new));
    }
}
