package dev.millrace.webhook.access;

import dev.millrace.kit.identity.repository.VisibleRepositories;
import java.util.Optional;

/**
 * A caller whose token is valid and has the scope.
 *
 * @param team slug
 * @param repository the one repository of the token; empty for a token of the whole team
 * @param subject of the token, for the log; may be empty text
 * @param visible what of the team the caller reads
 */
public record IdentifiedCaller(
        String team, Optional<KnownRepository> repository, String subject, VisibleRepositories visible) {

    /** The webhooks that the caller may read and change. */
    public VisibleWebhooks reach() {
        return new VisibleWebhooks(team, repository.map(KnownRepository::id), visible);
    }
}
