package dev.millrace.sync.sync;

import dev.millrace.git.RefEdit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What makes our refs equal to theirs.
 *
 * @param edits creates, moves (forced or not) and deletes, each with the value that the plan was made for
 * @param targets ids that must be complete here before the edits; some may be here already
 * @param newHead branch that HEAD shall point to, if that changes
 */
record SyncPlan(List<RefEdit> edits, Set<ObjectId> targets, Optional<String> newHead) {

    SyncPlan {
        edits = List.copyOf(edits);
        targets = Set.copyOf(targets);
    }

    /**
     * Compares two sides. A HEAD that they did not tell (an empty repository, a detached HEAD, a default branch that was
     * deleted) leaves ours where it is.
     */
    static SyncPlan between(RefView ours, RefView theirs) {
        List<RefEdit> edits = new ArrayList<>();
        Set<ObjectId> targets = new LinkedHashSet<>();
        ours.tips().forEach((name, id) -> {
            if (!theirs.tips().containsKey(name)) {
                edits.add(new RefEdit(name, Optional.of(id), Optional.empty(), true));
            }
        });
        theirs.tips().forEach((name, id) -> {
            ObjectId old = ours.tips().getOrDefault(name, ObjectId.zeroId());
            if (!old.equals(id)) {
                edits.add(new RefEdit(name, Optional.of(old), Optional.of(id), true));
                targets.add(id);
            }
        });
        return new SyncPlan(
                edits, targets, theirs.head().filter(head -> !ours.head().equals(Optional.of(head))));
    }

    boolean isEmpty() {
        return edits.isEmpty() && newHead.isEmpty();
    }
}
