package dev.millrace.githttp.lfs;

import dev.millrace.git.lfs.LfsLock;
import dev.millrace.kit.http.ByteRange;
import dev.millrace.objectstore.StoredObject;

/** The result of a request of the LFS API. */
sealed interface LfsOutcome {

    /**
     * What was requested.
     *
     * @param body a record of this package
     */
    record Json(Object body) implements LfsOutcome {}

    /** What was requested is done, and there is nothing to report. */
    record Done() implements LfsOutcome {}

    /**
     * The bytes of an object. The caller closes the object.
     *
     * @param size bytes of the whole object
     */
    record Content(StoredObject object, String tag, long size, ByteRange range) implements LfsOutcome {}

    /** A new lock. */
    record Locked(LfsLock lock) implements LfsOutcome {}

    /** No lock, since the path has this one. */
    record AlreadyLocked(LfsLock lock) implements LfsOutcome {}

    /** The lock is owned by another, and remains. */
    record OwnedByAnother(LfsLock lock) implements LfsOutcome {}

    /** Nothing was done. */
    record Refused(LfsRefusal reason) implements LfsOutcome {}
}
