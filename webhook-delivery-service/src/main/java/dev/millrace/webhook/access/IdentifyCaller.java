package dev.millrace.webhook;

import dev.millrace.git.Catalog;
import dev.millrace.git.StoredRepository;
import dev.millrace.webhook.subscription.Reach;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Callers;
import dev.millrace.kit.identity.Scope;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls and which webhooks are theirs. All calls need {@code repo:write}: a webhook carries what happens in a
 * repository out of the house. A token of the whole team ({@code repo} is {@code org}) reaches all of the team's webhooks,
 * one of a repository those of that repository.
 */
@Singleton
class WebhookCaller {

    private static final String UUID_SHAPE = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private final Callers callers;
    private final Catalog catalog;

    WebhookCaller(Callers callers, Catalog catalog) {
        this.callers = callers;
        this.catalog = catalog;
    }

    /**
     * Who calls.
     *
     * @throws MillraceException 401 without a valid token, 403 without the scope, 404 if the token's repository is gone
     */
    Known identify(@Nullable String authorization) {
        Caller caller = callers.authenticate(authorization);
        caller.require(Scope.REPO_WRITE);
        Optional<UUID> repository = caller.repository()
                .filter(claim -> !claim.equals("org"))
                .map(claim -> load(caller.team(), claim).id());
        return new Known(new Reach(caller.team(), repository), caller.subject());
    }

    /**
     * The repository that a body or query names, within the caller's reach.
     *
     * @throws MillraceException 404 if there is none, 403 if the token is for another
     */
    UUID repository(Known known, String nameOrId) {
        UUID id = load(known.reach().team(), nameOrId).id();
        if (known.reach().repositoryId().isPresent()
                && !known.reach().repositoryId().get().equals(id)) {
            throw MillraceException.forbidden("the token is for another repository than '%s'".formatted(nameOrId))
                    .withCode("other_repository");
        }
        return id;
    }

    /** Name of the repository that the webhook is about, if it is about one that still exists. */
    Optional<String> repositoryName(Webhook webhook) {
        return webhook.repositoryId().flatMap(catalog::find).map(StoredRepository::name);
    }

    private StoredRepository load(String team, String nameOrId) {
        return catalog.find(team, nameOrId)
                .or(() -> nameOrId.matches(UUID_SHAPE)
                        ? catalog.find(UUID.fromString(nameOrId))
                                .filter(found -> found.team().equals(team))
                        : Optional.empty())
                .orElseThrow(() -> MillraceException.notFound(
                                "the team '%s' has no repository '%s'".formatted(team, nameOrId))
                        .withCode("repository_missing"));
    }

    /**
     * A caller.
     *
     * @param subject of the token, for the log
     */
    record Known(Reach reach, String subject) {}
}
