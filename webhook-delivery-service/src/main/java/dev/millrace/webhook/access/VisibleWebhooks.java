package dev.millrace.webhook.access;

import dev.millrace.kit.identity.repository.VisibleRepositories;
import java.util.Optional;
import java.util.UUID;

/**
 * The webhooks that a caller may read and change.
 *
 * @param team slug
 * @param repositoryId the one repository whose webhooks they are; empty for all of the team's, those of its repositories too
 * @param visible what of the team the caller reads: one that does not read all reaches webhooks of repositories only, of those that
 *     it reads
 */
public record VisibleWebhooks(String team, Optional<UUID> repositoryId, VisibleRepositories visible) {

    /** Those of a caller that reads all repositories of the team. */
    public VisibleWebhooks(String team, Optional<UUID> repositoryId) {
        this(team, repositoryId, VisibleRepositories.all());
    }
}
