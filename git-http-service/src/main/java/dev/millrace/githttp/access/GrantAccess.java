package dev.millrace.githttp.access;

import dev.millrace.git.Catalog;
import dev.millrace.git.RepositoryName;
import dev.millrace.git.StoredRepository;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.AccessOutcome.Refused;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Callers;
import dev.millrace.kit.identity.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a caller may touch a repository. The order is fixed: who, which scope, which repository the token
 * names, and only then whether it exists, so that a caller without a right to a repository cannot find out that it is
 * there.
 */
@ApplicationScoped
public class GrantAccess {

    private static final String UUID_SHAPE = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private final Callers callers;
    private final Catalog catalog;

    GrantAccess(Callers callers, Catalog catalog) {
        this.callers = callers;
        this.catalog = catalog;
    }

    /**
     * The decision for a repository named in an address.
     *
     * @param authorization the request's {@code Authorization} header
     */
    public AccessOutcome decide(@Nullable String authorization, RepositoryName name, Scope scope) {
        try {
            Caller caller = callers.authenticate(authorization);
            caller.require(scope);
            caller.requireRepository(name.value());
            return found(caller, name.value());
        } catch (MillraceException refusal) {
            return refused(refusal);
        }
    }

    /**
     * The decision for the repository that the token itself names, by its name or by its id.
     *
     * @param authorization the request's {@code Authorization} header
     */
    public AccessOutcome decide(@Nullable String authorization, Scope scope) {
        try {
            Caller caller = callers.authenticate(authorization);
            caller.require(scope);
            Optional<String> claim = caller.repository();
            return claim.isPresent()
                    ? found(caller, claim.get())
                    : new Refused(403, "other_repository", "the token names no repository in its claim 'repo'");
        } catch (MillraceException refusal) {
            return refused(refusal);
        }
    }

    /**
     * As {@link #decide(String, Scope)}, for callers that answer with the usual JSON error body.
     *
     * @throws MillraceException with the status and code of the refusal
     */
    public Granted granted(@Nullable String authorization, Scope scope) {
        return switch (decide(authorization, scope)) {
            case Granted granted -> granted;
            case Refused(int status, String code, String reason) ->
                throw MillraceException.of(ErrorKind.CALLER, status, reason).withCode(code);
        };
    }

    private AccessOutcome found(Caller caller, String name) {
        return catalog.find(caller.team(), name)
                .or(() -> byId(caller.team(), name))
                .<AccessOutcome>map(stored -> new Granted(caller, stored))
                .orElseGet(() -> new Refused(
                        404,
                        "repository_missing",
                        "the team '%s' has no repository '%s'".formatted(caller.team(), name)));
    }

    private Optional<StoredRepository> byId(String team, String text) {
        return text.matches(UUID_SHAPE)
                ? catalog.find(UUID.fromString(text))
                        .filter(repository -> repository.team().equals(team))
                : Optional.empty();
    }

    private static AccessOutcome refused(MillraceException refusal) {
        if (refusal.kind() != ErrorKind.CALLER) {
            throw refusal;
        }
        return new Refused(refusal.status(), refusal.code().orElse("refused"), refusal.message());
    }
}
