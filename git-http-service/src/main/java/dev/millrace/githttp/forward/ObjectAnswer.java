package dev.millrace.githttp.forward;

import dev.millrace.upstream.LfsAction;
import dev.millrace.upstream.UpstreamFailure;
import java.util.Optional;
import java.util.OptionalInt;

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

    /** The upstream does not accept the object, or was not asked. */
    sealed interface Refused extends ObjectAnswer {

        /** A sentence for the client; contains no secret. */
        String message();
    }

    /** Nothing can be pushed to the mirror now. */
    record PushClosed(PushRoute.Closed reason) implements Refused {
        @Override
        public String message() {
            return reason.message();
        }
    }

    /**
     * The upstream's LFS server rejects it.
     *
     * @param error code of the object's error, or status of the response, as that server returned it: untrusted
     */
    record Rejected(OptionalInt error, String message) implements Refused {}

    /** The upstream's LFS server returned something for it that the API does not define. */
    record Malformed(String message) implements Refused {}

    /** The request failed before the upstream could decide. */
    record Failed(UpstreamFailure failure, String message) implements Refused {}
}
