package dev.millrace.gateway.dashboard.content;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a folder, as {@code GET /api/repos/{repo}/files} returns it.
 *
 * @param path from the root
 * @param type {@code tree}, {@code blob}, {@code symlink} or {@code submodule}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TreeEntry(String path, String type) {

    /** The last part of its path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public boolean isFolder() {
        return type.equals("tree");
    }

    /** Whether its content is elsewhere, in a repository of its own. */
    public boolean isSubmodule() {
        return type.equals("submodule");
    }

    /** Name of its icon. */
    public String icon() {
        return isFolder() ? "folder" : isSubmodule() ? "link" : "file";
    }

    /** A page of them, in git's order. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<TreeEntry> entries, Optional<String> nextCursor) {

        /** Whether the path that was listed is a file, which is its own only entry. */
        boolean isFile(String path) {
            return entries.size() == 1 && entries.getFirst().path().equals(path) && !path.isEmpty();
        }

        /** Folders first, as people look for them. */
        List<TreeEntry> foldersFirst() {
            return entries.stream()
                    .sorted(Comparator.comparing((TreeEntry entry) -> !entry.isFolder()))
                    .toList();
        }
    }
}
