package dev.millrace.git.catalog;

import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import java.util.UUID;

/** There is no repository with that id, or it no longer exists. Results in 404 with code {@code repository_missing}. */
public final class RepositoryMissing extends MillraceException {

    private static final long serialVersionUID = 1;

    public RepositoryMissing(UUID id) {
        super(ErrorKind.CALLER, 404, "repository_missing", null, "there is no repository " + id, null);
    }
}
