package dev.millrace.pipeline.check;

import java.util.Optional;
import java.util.UUID;

/**
 * Where a check run belongs.
 *
 * @param externalId our reference; the same for every change of it
 * @param instance host of the forge
 * @param installationId which installation reported the event; empty if the delivery did not name one
 * @param team slug
 * @param repository {@code owner/name}
 * @param forgeRepositoryId the forge's number for the repository
 * @param name as displayed
 * @param headSha the commit
 */
public record NewCheck(
        UUID externalId,
        String instance,
        Optional<String> installationId,
        String team,
        String repository,
        String forgeRepositoryId,
        String name,
        String headSha) {}
