package dev.millrace.simulator.hosting;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * One ref that moved.
 *
 * @param ref    full name, {@code refs/heads/main}
 * @param before the object before; all zeros if the ref was created
 * @param after  the object after, for an annotated tag the tag object; all zeros if the ref was deleted
 * @param forced whether commits of {@code before} are not in {@code after}
 */
public record RefChange(String ref, ObjectId before, ObjectId after, boolean forced) {

    public boolean isCreation() {
        return before.equals(ObjectId.zeroId());
    }

    public boolean isDeletion() {
        return after.equals(ObjectId.zeroId());
    }

    public boolean isBranch() {
        return ref.startsWith(Constants.R_HEADS);
    }

    public boolean isTag() {
        return ref.startsWith(Constants.R_TAGS);
    }

    /** The name without {@code refs/heads/} or {@code refs/tags/}. */
    public String shortName() {
        return ref.substring((isTag() ? Constants.R_TAGS : Constants.R_HEADS).length());
    }
}
