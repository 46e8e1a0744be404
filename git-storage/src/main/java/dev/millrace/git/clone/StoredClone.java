package dev.millrace.git.clone;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * A clone that consists of stored data: the pack that a collector made of all branches and tags, copied with or without
 * blobs, followed by the objects that arrived since. Nothing is counted, and only those few objects are packed.
 */
public interface StoredClone {

    /**
     * The clone of these ids, if it can be copied: it cannot if a branch was deleted or rewritten since the pack was made,
     * a branch is not wanted, or much has arrived since.
     *
     * @param wants ids that refs point to
     * @param withTags whether tags on sent objects are sent too
     * @param withBlobs false for a clone that fetches the contents of files later
     * @throws IOException if the storage fails
     */
    static Optional<StoredClone> of(Repository opened, Collection<ObjectId> wants, boolean withTags, boolean withBlobs)
            throws IOException {
        return CollectedClone.of(opened, wants, withTags, withBlobs).map(clone -> clone);
    }

    /** Objects in the pack, at least 1. */
    long objectCount();

    /** Bytes that are copied: the pack consists of these and those of what arrived since. */
    long bytes();

    /** Bytes of heap that {@link #writeTo} holds until it ends, which a slow reader decides. */
    long heapBytes();

    /** Writes the pack, with deltas by offset. */
    void writeTo(OutputStream out) throws IOException;
}
