package dev.millrace.githttp.access;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.githttp.access.AccessOutcome.Forbidden;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.AccessOutcome.Refused;
import dev.millrace.githttp.access.AccessOutcome.RepositoryMissing;
import dev.millrace.githttp.access.AccessOutcome.Unauthenticated;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import dev.millrace.kit.log.LogFields;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides whether a caller may access a repository. The order is fixed: identity, scope, the repository that the token
 * names, and only then whether it exists, so that a caller without access to a repository cannot find out that it exists.
 */
@ApplicationScoped
public class GrantAccess {

    private static final String UUID_SHAPE = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private static final Duration SYNC_RETRY = Duration.ofSeconds(5);

    private final CurrentCaller currentCaller;
    private final Catalog catalog;
    private final RepositoryAccess repositoryAccess;

    GrantAccess(CurrentCaller currentCaller, Catalog catalog, RepositoryAccess repositoryAccess) {
        this.currentCaller = currentCaller;
        this.catalog = catalog;
        this.repositoryAccess = repositoryAccess;
    }

    /** The decision for a repository named in an address. */
    public AccessOutcome decide(RepositoryName name, Scope scope) {
        Caller caller;
        try {
            caller = currentCaller.load();
        } catch (MillraceException refusal) {
            return new Unauthenticated(refusal.code().orElse("token_rejected"), refusal.message());
        }
        if (!caller.has(scope)) {
            return lacking(scope);
        }
        return caller.isFor(name.value()) ? found(caller, name.value()) : otherRepository(caller, name.value());
    }

    /**
     * The decision about reading a repository with a token that is not the request's.
     *
     * @param named its name or its id; the token may use the other of the two
     */
    public AccessOutcome decideReading(Caller caller, String named) {
        return caller.has(Scope.GIT_READ) ? named(caller, named) : lacking(Scope.GIT_READ);
    }

    /**
     * The repository, whatever its content, of a request whose caller has the scope that its route requires.
     *
     * @param named the repository as the request names it, by its name or its id; empty if only the token does
     * @throws MillraceException with the status and code of the refusal
     */
    public Granted managed(Optional<String> named) {
        Caller caller = currentCaller.load();
        return switch (named.map(name -> named(caller, name)).orElseGet(() -> claimed(caller))) {
            case Granted granted -> granted;
            case Refused refused ->
                throw MillraceException.of(ErrorKind.CALLER, AccessStatus.of(refused), refused.reason())
                        .withCode(refused.code());
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

    private AccessOutcome claimed(Caller caller) {
        return caller.repository()
                .map(claim -> found(caller, claim))
                .orElseGet(
                        () -> new Forbidden("other_repository", "the token names no repository in its claim 'repo'"));
    }

    private AccessOutcome named(Caller caller, String named) {
        if (caller.isFor(named)) {
            return found(caller, named);
        }
        AccessOutcome claimed = claimed(caller);
        return claimed instanceof Granted(Caller who, StoredRepository stored)
                        && (stored.name().equals(named)
                                || stored.id().toString().equals(named))
                ? claimed
                : otherRepository(caller, named);
    }

    private AccessOutcome found(Caller caller, String name) {
        return catalog.find(caller.team(), name)
                .or(() -> byId(caller.team(), name))
                .filter(stored -> repositoryAccess.reads(caller, stored.team(), idAtForge(stored)))
                .<AccessOutcome>map(stored -> granted(caller, stored))
                .orElseGet(() ->
                        new RepositoryMissing("the team '%s' has no repository '%s'".formatted(caller.team(), name)));
    }

    /**
     * The repository at its forge, for {@link RepositoryAccess}. One that an installation reads has none before its first sync, and
     * after its team has lost the access: then no person reads it whose reading the forge decides.
     */
    public static Optional<String> idAtForge(StoredRepository stored) {
        return stored.upstreamKey()
                .or(() -> stored.upstream()
                        .filter(Upstream::isAttached)
                        .filter(upstream -> upstream.origin().mode() == UpstreamMode.GITHUB_APP)
                        .map(upstream -> RepositoryAccess.UNKNOWN_UPSTREAM));
    }

    private static Granted granted(Caller caller, StoredRepository stored) {
        LogFields.put(LogFields.REPOSITORY_ID, stored.id());
        return new Granted(caller, stored);
    }

    private Optional<StoredRepository> byId(String team, String text) {
        return text.matches(UUID_SHAPE)
                ? catalog.find(UUID.fromString(text))
                        .filter(repository -> repository.team().equals(team))
                : Optional.empty();
    }

    private static Forbidden lacking(Scope scope) {
        return new Forbidden("scope_missing", "the token lacks the scope " + scope.wireName());
    }

    private static Forbidden otherRepository(Caller caller, String named) {
        return new Forbidden(
                "other_repository",
                "the token is for the repository '%s', not for '%s'"
                        .formatted(caller.repository().orElse(""), named));
    }
}
