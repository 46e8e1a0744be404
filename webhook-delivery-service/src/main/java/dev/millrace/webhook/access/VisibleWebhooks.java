package dev.millrace.webhook.access;

import java.util.Optional;
import java.util.UUID;

/**
 * The webhooks that a caller may read and change.
 *
 * @param team slug
 * @param repositoryId the one repository whose webhooks they are; empty for all of the team's, those of its repositories too
 */
public record VisibleWebhooks(String team, Optional<UUID> repositoryId) {}
