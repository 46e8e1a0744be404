package dev.millrace.githttp.forward;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What an upstream's LFS server returns for one object that a client wants to upload. */
public sealed interface ObjectAnswer {

    /** The upstream has the object already. */
    record Present() implements ObjectAnswer {}

    /**
     * The upstream takes the object.
     *
     * @param upload where its bytes go
     * @param verify where the upload is confirmed, if the upstream asks for that
     */
    record Accepted(Action upload, Optional<Action> verify) implements ObjectAnswer {}

    /**
     * The upstream does not take the object, or cannot be asked.
     *
     * @param status HTTP status, never 401: the client's own credential is not what was refused
     * @param reason for people; holds no secret
     */
    record Refused(int status, String reason) implements ObjectAnswer {}

    /**
     * One request to make. Both parts may hold a credential, so its text form shows neither.
     *
     * @param headers as the upstream prescribes them
     */
    record Action(URI target, Map<String, String> headers) {

        public Action {
            headers = Map.copyOf(headers);
        }

        @Override
        public String toString() {
            return "Action[...]";
        }
    }
}
