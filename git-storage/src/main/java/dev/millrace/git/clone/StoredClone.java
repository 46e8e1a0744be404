package dev.millrace.git.clone;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * A clone that is what is stored: the pack that a collector made of all branches and tags, copied with or without blobs,
 * and behind it what came in since. Nothing is counted, and nothing but that little is packed.
 */
public interface StoredClone {

    /**
     * What a clone of these is, if it is that: a branch that was deleted or rewritten since the pack was made, a branch that
     * is not wanted, or much that came in, makes it another.
     *
     * @param wants ids that refs point to
     * @param withTags whether tags on what is given are given too
     * @param withBlobs false for a clone that gets the contents of files later
     * @throws IOException if the storage fails
     */
    static Optional<StoredClone> of(Repository opened, Collection<ObjectId> wants, boolean withTags, boolean withBlobs)
            throws IOException {
        return CollectedClone.of(opened, wants, withTags, withBlobs).map(clone -> clone);
    }

    /** In the pack, at least 1. */
    long objectCount();

    /** Bytes that are copied: the pack has these and those of what came in since. */
    long bytes();

    /** Writes the pack, with deltas by offset. */
    void writeTo(OutputStream out) throws IOException;
}
