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

    /**
     * The caller is not authorized.
     *
     * @param status 401 not authenticated, 403 not permitted by this token, 404 no such repository in the token's team
     * @param code stable identifier for programs, for example {@code repository_missing}
     * @param reason a sentence for the caller; contains no part of the token
     */
    record Refused(int status, String code, String reason) implements AccessOutcome {}
}
