package dev.millrace.gateway.dashboard.repository;

import dev.millrace.gateway.dashboard.frame.Tab;
import java.util.List;
import java.util.UUID;

/**
 * What the pages of one repository have in common, {@code top} in templates.
 *
 * @param name {@code owner/name}
 * @param defaultBranch short name
 */
public record RepositoryTop(UUID id, String name, String defaultBranch, List<Tab> tabs) {

    public RepositoryTop {
        tabs = List.copyOf(tabs);
    }

    /** Whether it has no commit yet: it has no default branch then. */
    public boolean isEmpty() {
        return defaultBranch.isEmpty();
    }
}
