package dev.millrace.githttp.access;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.kit.identity.Caller;

/** Whether a caller may do what it asks, and to which repository. */
public sealed interface AccessOutcome {

    /**
     * It may.
     *
     * @param caller who
     * @param repository where
     */
    record Granted(Caller caller, StoredRepository repository) implements AccessOutcome {}

    /**
     * It may not.
     *
     * @param status 401 who are you, 403 not with this token, 404 no such repository in the token's team
     * @param code stable word for programs, for example {@code repository_missing}
     * @param reason a sentence for the caller; holds no part of the token
     */
    record Refused(int status, String code, String reason) implements AccessOutcome {}
}
