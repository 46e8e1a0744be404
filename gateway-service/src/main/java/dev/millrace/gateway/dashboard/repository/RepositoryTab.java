package dev.millrace.gateway.dashboard.repository;

import dev.millrace.gateway.dashboard.frame.Tab;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The pages of one repository. */
public enum RepositoryTab {
    OVERVIEW("Overview", ""),
    FILES("Files", "/files"),
    COMMITS("Commits", "/commits"),
    COMPARE("Compare", "/compare");

    private final String label;
    private final String path;

    RepositoryTab(String label, String path) {
        this.label = label;
        this.path = path;
    }

    /** The tabs of a page on which this one is shown. */
    List<Tab> tabs(UUID repository) {
        return Arrays.stream(values())
                .map(each ->
                        new Tab(each.label, "/ui/repositories/%s%s".formatted(repository, each.path), each == this, ""))
                .toList();
    }
}
