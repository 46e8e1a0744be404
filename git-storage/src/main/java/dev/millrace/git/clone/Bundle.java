package dev.millrace.git.clone;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/**
 * A Git bundle (version 2) of most of a repository: a header that lists commits and tags, and the bytes of one stored pack.
 * Only a pack that a collector wrote is returned: it contains all that its commits need, and its header counts its objects,
 * which our other packs do not.
 */
public interface Bundle {

    /**
     * The bundle to begin a clone of a repository that was opened here; empty if its objects were not collected yet.
     *
     * @throws IOException if the storage fails
     */
    static Optional<Bundle> of(Repository opened) throws IOException {
        return BundledPack.in(opened).map(pack -> pack);
    }

    /** Whether {@link #of} would find one, without the cost of building its header. */
    static boolean existsIn(Repository opened) {
        return BundledPack.existsIn(opened);
    }

    /** Identical for identical bytes: 40 hex digits or more. */
    String fingerprint();

    /** Bytes, header and pack. */
    long size();

    /**
     * Copies a part.
     *
     * @param from first byte, 0 or more
     * @param length of the part
     */
    void writeTo(OutputStream out, long from, long length) throws IOException;
}
