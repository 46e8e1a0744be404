package dev.millrace.git.dfs;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;

/**
 * One ref to be changed, as the commit sees it, whether it originates from JGit or from our own interface.
 *
 * @param ref full name, or {@code HEAD}
 * @param force whether a move may leave commits behind
 * @param message for the reflog; may be empty
 */
record RefCommand(String ref, Expected expected, Value target, boolean force, String message) {

    /** What a ref is or is to be. */
    sealed interface Value {

        /** It does not exist. */
        record Absent() implements Value {}

        /** It points to an object. */
        record At(ObjectId id) implements Value {}

        /** It is symbolic. */
        record Link(String target) implements Value {}

        /** What a stored ref is. */
        static Value of(@Nullable Ref ref) {
            if (ref == null) {
                return new Absent();
            }
            if (ref.isSymbolic()) {
                return new Link(ref.getTarget().getName());
            }
            ObjectId id = ref.getObjectId();
            return id == null ? new Absent() : new At(id.copy());
        }

        /** Zero for an absent ref. */
        static Value at(ObjectId id) {
            return id.equals(ObjectId.zeroId()) ? new Absent() : new At(id.copy());
        }
    }

    /** What a ref must be for the command to be executed. */
    sealed interface Expected {

        /** Any value. */
        record Any() implements Expected {}

        /** Exactly this. */
        record Exactly(Value value) implements Expected {}
    }
}
