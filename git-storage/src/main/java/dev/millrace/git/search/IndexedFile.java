package dev.millrace.git.search;

import java.util.List;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A file that may match.
 *
 * @param number of its content in its team
 * @param path from the root
 * @param refs full names of the indexed branches and tags that have it, the default branch first
 */
public record IndexedFile(int number, UUID repositoryId, String path, ObjectId content, List<Ref> refs) {

    public IndexedFile {
        refs = List.copyOf(refs);
    }

    /** @param commit at which the ref was indexed */
    public record Ref(String name, ObjectId commit) {}

    /** Where a page ends that ends with this file. */
    public Position position() {
        return new Position(number, repositoryId, path);
    }

    /** A position in what a search finds: newest contents first, then by repository and path. */
    public record Position(int number, UUID repositoryId, String path) {}
}
