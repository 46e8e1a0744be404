package dev.millrace.git.write;

import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * One ref to be created, moved or deleted.
 *
 * @param ref full name, for example {@code refs/heads/main}
 * @param expectedOld what the ref must be at now; {@link ObjectId#zeroId()} if it must not exist; empty if it does not
 *     matter
 * @param newId its new value; empty to delete it
 * @param force whether a move may leave commits behind; without it a branch only moves forward
 */
public record RefEdit(String ref, Optional<ObjectId> expectedOld, Optional<ObjectId> newId, boolean force) {

    /** Moves or creates a ref whatever its old value, as a mirror does. */
    public static RefEdit set(String ref, ObjectId newId) {
        return new RefEdit(ref, Optional.empty(), Optional.of(newId), true);
    }

    /** Deletes a ref whatever its old value. */
    public static RefEdit delete(String ref) {
        return new RefEdit(ref, Optional.empty(), Optional.empty(), true);
    }
}
