package dev.millrace.events.pipeline;

import java.util.Optional;
import java.util.UUID;

/**
 * A build, with what others need to place it.
 *
 * @param id unique; also the check run's {@code external_id}
 * @param repositoryId our repository it was read from
 * @param team slug
 * @param repository {@code owner/name}
 * @param pipeline name of the pipeline in {@code ops.yml}
 * @param trigger what started it, for example {@code pull_request.opened}
 * @param sha commit it ran on, 40 hex digits
 * @param changeNumber the change it belongs to; empty for a tag
 */
public record Build(
        UUID id,
        UUID repositoryId,
        String team,
        String repository,
        String pipeline,
        String trigger,
        String sha,
        Optional<Long> changeNumber) {}
