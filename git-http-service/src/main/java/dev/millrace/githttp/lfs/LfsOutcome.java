package dev.millrace.githttp.lfs;

import dev.millrace.githttp.range.ByteRange;
import dev.millrace.objectstore.StoredObject;

/** The response to a caller. */
sealed interface LfsOutcome {

    /**
     * JSON.
     *
     * @param body a record of this package
     */
    record Json(int status, Object body) implements LfsOutcome {}

    /** The same as {@link Json}, without a body. */
    record Done(int status) implements LfsOutcome {}

    /**
     * The bytes of an object. The caller closes the object.
     *
     * @param size bytes of the whole object
     */
    record Content(StoredObject object, String tag, long size, ByteRange range) implements LfsOutcome {}

    /**
     * A refusal.
     *
     * @param status HTTP status, with the meaning that the LFS API defines
     * @param message a message that {@code git-lfs} shows
     */
    record Refused(int status, String message) implements LfsOutcome {}
}
