package dev.millrace.sync.pass;

import dev.millrace.sync.queue.SyncRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * The refs of one side at one instant, as far as mirrors need them.
 *
 * @param tips branches, tags and refs on demand by full name; an annotated tag with the id of its tag object
 * @param head what HEAD points to: full name of a branch, or 40 hex digits if HEAD is detached; empty if the side did not
 *     report it
 */
record RefView(SortedMap<String, ObjectId> tips, Optional<String> head) {

    private static final int LONGEST_NAME = 1024;

    RefView {
        tips = tips.entrySet().stream()
                .filter(tip -> isMirrored(tip.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, TreeMap::new));
        head = head.filter(
                name -> name.startsWith("refs/heads/") && Repository.isValidRefName(name) || ObjectId.isId(name));
    }

    /** The same without refs on demand that were not requested. */
    RefView only(Set<String> demanded) {
        return new RefView(
                tips.entrySet().stream()
                        .filter(tip -> !SyncRequest.isOnDemand(tip.getKey()) || demanded.contains(tip.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, TreeMap::new)),
                head);
    }

    /** The same with HEAD at a branch, whatever HEAD the side reports. */
    RefView withHead(String branch) {
        return new RefView(tips, Optional.of("refs/heads/" + branch));
    }

    boolean hasBranch(String branch) {
        return tips.containsKey("refs/heads/" + branch);
    }

    boolean hasBranches() {
        return tips.keySet().stream().anyMatch(name -> name.startsWith("refs/heads/"));
    }

    /** Leaves out names that our storage cannot hold; the forge should not have accepted them. */
    private static boolean isMirrored(String name) {
        return (name.startsWith("refs/heads/") || name.startsWith("refs/tags/") || SyncRequest.isOnDemand(name))
                && name.length() <= LONGEST_NAME
                && Repository.isValidRefName(name);
    }
}
