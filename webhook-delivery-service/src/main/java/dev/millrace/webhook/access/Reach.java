package dev.millrace.webhook.subscription;

import java.util.Optional;
import java.util.UUID;

/**
 * Which webhooks a caller may touch.
 *
 * @param team slug
 * @param repositoryId the one repository whose webhooks they are; empty for all of the team's, those of its repositories too
 */
public record Reach(String team, Optional<UUID> repositoryId) {}
