package dev.millrace.events.pipeline;

import java.util.Optional;
import java.util.UUID;

/**
 * A build, with what consumers need to locate it.
 *
 * @param id unique; also the check run's {@code external_id}
 * @param repositoryId id of our repository from which it was read
 * @param team slug
 * @param repository {@code owner/name}
 * @param pipeline name of the pipeline in {@code ops.yml}
 * @param trigger the event that started it, for example {@code pull_request.opened}
 * @param sha commit on which it ran, 40 hex digits
 * @param changeNumber the change it belongs to; empty for a tag
 * @param attempt which attempt at the pipeline and event it is, 2 or more; empty for the first one. Each attempt is a build of its
 *     own, with an id of its own
 */
public record Build(
        UUID id,
        UUID repositoryId,
        String team,
        String repository,
        String pipeline,
        String trigger,
        String sha,
        Optional<Long> changeNumber,
        Optional<Integer> attempt) {

    /** The first attempt. */
    public Build(
            UUID id,
            UUID repositoryId,
            String team,
            String repository,
            String pipeline,
            String trigger,
            String sha,
            Optional<Long> changeNumber) {
        this(id, repositoryId, team, repository, pipeline, trigger, sha, changeNumber, Optional.empty());
    }
}
