package dev.millrace.simulator.pulls;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.Merger;

/** Merges without a working tree. */
final class TrialMerge {

    private TrialMerge() {}

    /** The tree of merging {@code head} into {@code base}; empty if they conflict. */
    static Optional<ObjectId> tree(Repository git, ObjectId base, ObjectId head) throws IOException {
        Merger merger = MergeStrategy.RECURSIVE.newMerger(git, true);
        boolean clean = merger.merge(base, head);
        return clean ? Optional.of(merger.getResultTreeId()) : Optional.empty();
    }
}
