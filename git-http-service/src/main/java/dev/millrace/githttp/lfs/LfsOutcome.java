package dev.millrace.githttp.lfs;

import dev.millrace.githttp.range.ByteRange;
import dev.millrace.objectstore.StoredObject;

/** What a caller is answered. */
sealed interface LfsOutcome {

    /**
     * JSON.
     *
     * @param body a record of this package
     */
    record Told(int status, Object body) implements LfsOutcome {}

    /** The same as {@link Told}, without a body. */
    record Done(int status) implements LfsOutcome {}

    /**
     * The bytes of an object. Whoever gets this closes the object.
     *
     * @param size bytes of the whole object
     */
    record Content(StoredObject object, String tag, long size, ByteRange range) implements LfsOutcome {}

    /**
     * No.
     *
     * @param status HTTP status, which the LFS API gives a meaning
     * @param message a sentence that {@code git-lfs} shows
     */
    record Refused(int status, String message) implements LfsOutcome {}
}
