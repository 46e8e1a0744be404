package dev.millrace.sync.sync;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * The refs of one side at one instant, as far as mirrors care.
 *
 * @param tips branches and tags by full name; an annotated tag with the id of its tag object
 * @param head full name of the branch that HEAD points to; empty if HEAD is detached, or the side did not say
 */
record RefView(SortedMap<String, ObjectId> tips, Optional<String> head) {

    private static final int LONGEST_NAME = 1024;

    RefView {
        tips = tips.entrySet().stream()
                .filter(tip -> isMirrored(tip.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, TreeMap::new));
        head = head.filter(name -> name.startsWith("refs/heads/"));
    }

    /** Branches and tags; names that our storage cannot hold are left out, as the forge should not have taken them. */
    private static boolean isMirrored(String name) {
        return (name.startsWith("refs/heads/") || name.startsWith("refs/tags/"))
                && name.length() <= LONGEST_NAME
                && Repository.isValidRefName(name);
    }
}
