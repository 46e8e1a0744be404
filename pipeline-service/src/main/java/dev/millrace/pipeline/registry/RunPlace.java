package dev.millrace.pipeline.registry;

import dev.millrace.pipeline.mirror.Mirror;
import java.util.Optional;

/**
 * The commit that a run checks out, and what it belongs to.
 *
 * @param mirror which is read
 * @param repository {@code owner/name} at the forge
 * @param instance host of the forge
 * @param forgeRepositoryId the forge's number for the repository
 * @param installationId the installation that reported the event; empty if there was none
 * @param ref short name of the branch or tag, or the commit if none was stated; the head branch of a change
 * @param baseRef short name of the branch that a change goes into; empty for others
 * @param sha the commit, 40 hex digits
 * @param changeNumber number of the change; empty for others
 */
public record RunPlace(
        Mirror mirror,
        String repository,
        String instance,
        String forgeRepositoryId,
        Optional<String> installationId,
        String ref,
        Optional<String> baseRef,
        String sha,
        Optional<Long> changeNumber) {}
