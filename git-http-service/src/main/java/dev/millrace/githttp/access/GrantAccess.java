package dev.millrace.githttp.access;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.AccessOutcome.Refused;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Callers;
import dev.millrace.kit.identity.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a caller may access a repository. The order is fixed: identity, scope, the repository that the token
 * names, and only then whether it exists, so that a caller without access to a repository cannot find out that it exists.
 */
@ApplicationScoped
public class GrantAccess {

    private static final String UUID_SHAPE = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private static final Duration SYNC_RETRY = Duration.ofSeconds(5);

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
     * The decision for a repository named by its name or its id, where the token may use the other of the two.
     *
     * @param authorization the request's {@code Authorization} header
     */
    public AccessOutcome decideNamed(@Nullable String authorization, String named, Scope scope) {
        try {
            Caller caller = callers.authenticate(authorization);
            caller.require(scope);
            String claim = caller.repository().orElse("org");
            if (claim.equals("org") || claim.equals(named)) {
                return found(caller, named);
            }
            AccessOutcome claimed = found(caller, claim);
            return claimed instanceof Granted(Caller who, StoredRepository stored)
                            && (stored.name().equals(named)
                                    || stored.id().toString().equals(named))
                    ? claimed
                    : new Refused(
                            403,
                            "other_repository",
                            "the token is for the repository '%s', not for '%s'".formatted(claim, named));
        } catch (MillraceException refusal) {
            return refused(refusal);
        }
    }

    /**
     * The decision about managing a repository, whatever its content.
     *
     * @param named the repository as the request names it; empty if only the token does
     * @throws MillraceException with the status and code of the refusal
     */
    public Granted managed(@Nullable String authorization, Optional<String> named, Scope scope) {
        AccessOutcome outcome =
                named.isPresent() ? decideNamed(authorization, named.get(), scope) : decide(authorization, scope);
        return switch (outcome) {
            case Granted granted -> granted;
            case Refused(int status, String code, String reason) ->
                throw MillraceException.of(ErrorKind.CALLER, status, reason).withCode(code);
        };
    }

    /**
     * Requires that the repository's content is complete.
     *
     * @throws MillraceException 409 during its first sync
     */
    public static Granted filled(Granted granted) {
        if (granted.repository().upstream().filter(Upstream::isFirstSyncRunning).isPresent()) {
            throw MillraceException.conflict("repository sync in progress. please retry shortly")
                    .withCode("sync_in_progress")
                    .withRetryAfter(SYNC_RETRY);
        }
        return granted;
    }

    /**
     * As {@link #decide(String, Scope)}, for callers that respond with the usual JSON error body and read or write the
     * repository's content.
     *
     * @throws MillraceException with the status and code of the refusal; 409 during the first sync of the repository
     */
    public Granted granted(@Nullable String authorization, Scope scope) {
        return filled(managed(authorization, Optional.empty(), scope));
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
