package dev.millrace.git.search;

import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A branch or tag that is indexed.
 *
 * @param slot 0 for the default branch
 * @param name full name
 * @param commit of which the slot has the files; empty if they were never complete
 * @param target commit to which they were being changed
 */
record IndexedRef(int slot, String name, Optional<ObjectId> commit, Optional<ObjectId> target) {

    /** Slots of one repository. */
    static final int SLOTS = 63;

    long bit() {
        return 1L << slot;
    }

    /** Whether the files are known to be those of the commit. */
    boolean isComplete() {
        return commit.isPresent() && target.isEmpty();
    }
}
