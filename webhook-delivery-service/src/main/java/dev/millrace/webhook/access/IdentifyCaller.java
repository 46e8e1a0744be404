package dev.millrace.webhook.access;

import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import dev.millrace.webhook.access.LookupOutcome.Forbidden;
import dev.millrace.webhook.access.LookupOutcome.Found;
import dev.millrace.webhook.access.LookupOutcome.Missing;
import dev.millrace.webhook.access.LookupOutcome.Unauthenticated;
import dev.millrace.webhook.access.LookupOutcome.Unavailable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the caller and the repository that it names. All requests need {@code repo:write}: a webhook sends what happens
 * in a repository to an external address. A token of the whole team ({@code repo} is {@code org}) reaches all of the team's
 * webhooks, a token of a repository those of that repository.
 */
@Singleton
public class IdentifyCaller {

    private static final Logger LOG = Logger.getLogger(IdentifyCaller.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final CurrentCaller currentCaller;
    private final RepositoryClient repositories;
    private final RepositoryAccess access;

    IdentifyCaller(CurrentCaller currentCaller, RepositoryClient repositories, RepositoryAccess access) {
        this.currentCaller = currentCaller;
        this.repositories = repositories;
        this.access = access;
    }

    /**
     * The caller.
     *
     * @param authorization the request's header
     * @throws MillraceException 401 without a valid token, 403 if git-http does not permit it, 404 if the token's
     *     repository does not exist, 503 if git-http, which resolves it, does not answer
     */
    public IdentifiedCaller handle(@Nullable String authorization) {
        Caller caller = currentCaller.load();
        Optional<KnownRepository> repository =
                caller.repository().filter(claim -> !claim.equals("org")).map(claim -> load(authorization, claim));
        return new IdentifiedCaller(caller.team(), repository, caller.subject(), access.visible(caller));
    }

    /**
     * The repository that a body or query names, within the caller's reach.
     *
     * @param authorization the header that the caller was identified by
     * @throws MillraceException 404 if there is none, 403 if the token is for another, 503 if git-http does not answer
     */
    public KnownRepository repository(IdentifiedCaller caller, @Nullable String authorization, String nameOrId) {
        KnownRepository named = load(authorization, nameOrId);
        if (caller.repository().filter(own -> !own.id().equals(named.id())).isPresent()) {
            throw MillraceException.forbidden("the token is for another repository than '%s'".formatted(nameOrId))
                    .withCode("other_repository");
        }
        return named;
    }

    private KnownRepository load(@Nullable String authorization, String nameOrId) {
        return switch (repositories.find(authorization == null ? "" : authorization, nameOrId)) {
            case Found(KnownRepository repository) -> repository;
            case Unauthenticated(String code, String reason) ->
                throw MillraceException.unauthorized(reason).withCode(code);
            case Forbidden(String code, String reason) ->
                throw MillraceException.forbidden(reason).withCode(code);
            case Missing(String reason) ->
                throw MillraceException.notFound(reason).withCode("repository_missing");
            case Unavailable(String reason) -> {
                LOG.warnf("repositories cannot be resolved: %s", reason);
                throw MillraceException.of(
                                ErrorKind.UPSTREAM,
                                503,
                                "git-http, which resolves repositories, is unavailable; retry shortly")
                        .withCode("repositories_unavailable")
                        .withRetryAfter(RETRY_AFTER);
            }
        };
    }
}
