package dev.millrace.git.search;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** Chooses which branches and tags of a repository are indexed. */
final class WantedRefs {

    private WantedRefs() {}

    /** Full name of the default branch, if it exists. */
    static Optional<String> defaultBranch(Repository git) throws IOException {
        return Optional.ofNullable(git.exactRef(Constants.HEAD))
                .filter(Ref::isSymbolic)
                .map(head -> head.getTarget().getName())
                .filter(name -> name.startsWith(Constants.R_HEADS));
    }

    /**
     * The commits of what is indexed, the default branch first.
     *
     * @param lastMoved full names of branches and tags, that which moved last first
     * @param most refs in all, 1 or more
     */
    static Map<String, ObjectId> of(Repository git, Optional<String> defaultBranch, List<String> lastMoved, int most)
            throws IOException {
        Map<String, ObjectId> wanted = new LinkedHashMap<>();
        try (RevWalk walk = new RevWalk(git)) {
            if (defaultBranch.isPresent()) {
                add(git, walk, defaultBranch.get(), wanted);
            }
            for (String name : lastMoved) {
                if (wanted.size() == most) {
                    break;
                }
                add(git, walk, name, wanted);
            }
        }
        return wanted;
    }

    private static void add(Repository git, RevWalk walk, String name, Map<String, ObjectId> wanted)
            throws IOException {
        Ref ref = git.exactRef(name);
        if (ref == null || ref.getObjectId() == null) {
            return;
        }
        try {
            wanted.put(name, walk.parseCommit(ref.getObjectId()).copy());
        } catch (MissingObjectException | IncorrectObjectTypeException notACommit) {
            // a tag of a tree or a file has no files to index
        }
    }
}
