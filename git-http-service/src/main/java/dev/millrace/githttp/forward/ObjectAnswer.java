package dev.millrace.githttp.forward;

import dev.millrace.upstream.LfsAction;
import java.util.Optional;

/** What an upstream's LFS server returns for one object that a client wants to upload. */
public sealed interface ObjectAnswer {

    /** The upstream has the object already. */
    record Present() implements ObjectAnswer {}

    /**
     * The upstream accepts the object.
     *
     * @param upload where its bytes are sent
     * @param verify where the upload is confirmed, if the upstream requires that
     */
    record Accepted(LfsAction upload, Optional<LfsAction> verify) implements ObjectAnswer {}

    /**
     * The upstream does not accept the object, or cannot be reached.
     *
     * @param status HTTP status, never 401: the client's own credential is not what was refused
     * @param reason for people; contains no secret
     */
    record Refused(int status, String reason) implements ObjectAnswer {}
}
