package dev.millrace.githttp.access;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.kit.identity.Caller;

/** Whether a caller is authorized for its request, and for which repository. */
public sealed interface AccessOutcome {

    /**
     * The caller is authorized.
     *
     * @param caller who
     * @param repository where
     */
    record Granted(Caller caller, StoredRepository repository) implements AccessOutcome {}

    /** The caller is not authorized. */
    sealed interface Refused extends AccessOutcome {

        /** Stable identifier for programs, for example {@code repository_missing}. */
        String code();

        /** A sentence for the caller; contains no part of the token. */
        String reason();
    }

    /** The request has no valid token. */
    record Unauthenticated(String code, String reason) implements Refused {}

    /** The token does not permit it. */
    record Forbidden(String code, String reason) implements Refused {}

    /** The token's team has no such repository. */
    record RepositoryMissing(String reason) implements Refused {
        @Override
        public String code() {
            return "repository_missing";
        }
    }
}
