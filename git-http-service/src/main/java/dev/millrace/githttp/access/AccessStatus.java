package dev.millrace.githttp.access;

import dev.millrace.githttp.access.AccessOutcome.Forbidden;
import dev.millrace.githttp.access.AccessOutcome.Refused;
import dev.millrace.githttp.access.AccessOutcome.RepositoryMissing;
import dev.millrace.githttp.access.AccessOutcome.Unauthenticated;

/** The HTTP status for a refused caller, the same for Git, LFS and the API. */
public final class AccessStatus {

    private AccessStatus() {}

    /** 401, 403 or 404. */
    public static int of(Refused refusal) {
        return switch (refusal) {
            case Unauthenticated unauthenticated -> 401;
            case Forbidden forbidden -> 403;
            case RepositoryMissing missing -> 404;
        };
    }
}
