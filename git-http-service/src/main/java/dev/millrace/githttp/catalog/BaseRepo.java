package dev.millrace.githttp.catalog;

import dev.millrace.git.upstream.UpstreamLogin;
import dev.millrace.git.upstream.UpstreamOrigin;
import java.util.Optional;

/** What a new repository begins with, once understood. */
sealed interface BaseRepo {

    /** Nothing. */
    record None() implements BaseRepo {}

    /**
     * A repository at a forge, to be followed or imported.
     *
     * @param login if the request brought one
     * @param begin whether the first sync can begin at once; otherwise it is requested once a credential is stored
     */
    record Remote(UpstreamOrigin origin, Optional<UpstreamLogin> login, boolean begin) implements BaseRepo {}

    /**
     * One of the team's own repositories, to be copied.
     *
     * @param source its name or id
     * @param sha where the default branch starts; before {@code ref}
     * @param ref the same by name
     * @param token a JWT that may read the source
     * @param snapshot to copy the files of that commit only, as one new commit without history
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
     * How the one commit of a snapshot reads.
     *
     * @param message empty for one that names the source
     * @param name of the author; empty for the caller
     * @param email of the author; may be empty
     */
    record FirstCommit(Optional<String> message, Optional<String> name, Optional<String> email) {}
}
