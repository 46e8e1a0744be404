package dev.millrace.git.search;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where to search.
 *
 * @param team whose repositories
 * @param repositories only these; empty for all of the team
 * @param refs full names of branches and tags; empty for all that are indexed
 * @param isDefaultBranch whether only default branches are searched, whatever {@code refs} has
 */
public record SearchScope(
        String team, Optional<Set<UUID>> repositories, Optional<Set<String>> refs, boolean isDefaultBranch) {

    public SearchScope {
        repositories = repositories.map(Set::copyOf);
        refs = refs.map(Set::copyOf);
    }
}
