package dev.millrace.githttp.catalog;

import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamOrigin;
import java.util.Optional;

/** The initial content of a new repository, as parsed from the request. */
sealed interface BaseRepo {

    /** Nothing. */
    record None() implements BaseRepo {}

    /**
     * A repository at a forge, to be followed or imported.
     *
     * @param credential the credential in the request, if any
     * @param begin whether the first sync can start at once; otherwise it is requested once a credential is stored
     */
    record Remote(UpstreamOrigin origin, Optional<UpstreamCredential> credential, boolean begin) implements BaseRepo {}

    /**
     * One of the team's own repositories, to be copied.
     *
     * @param source its name or id
     * @param sha where the default branch starts; takes precedence over {@code ref}
     * @param ref the same by name
     * @param token a JWT that may read the source
     * @param snapshot whether to copy only the files of that commit, as one new commit without history
     */
    record Fork(
            String source,
            Optional<String> sha,
            Optional<String> ref,
            Optional<String> token,
            Optional<FirstCommit> snapshot)
            implements BaseRepo {

        @Override
        public String toString() {
            return "Fork[source=%s, sha=%s, ref=%s]".formatted(source, sha, ref);
        }
    }

    /**
     * Message and author of the one commit of a snapshot.
     *
     * @param message empty for a message that names the source
     * @param name of the author; empty for the caller
     * @param email of the author; may be empty
     */
    record FirstCommit(Optional<String> message, Optional<String> name, Optional<String> email) {}
}
