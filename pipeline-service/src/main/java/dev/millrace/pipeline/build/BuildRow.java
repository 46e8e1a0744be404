package dev.millrace.pipeline.build;

import dev.millrace.events.pipeline.Build;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One execution of a pipeline.
 *
 * @param id from event and pipeline, so one event makes one build of each
 * @param eventId the event that started it
 * @param repositoryId our repository
 * @param team slug
 * @param repository its name at the forge, {@code owner/name}
 * @param mirror name of the mirror it was read from, which may differ from {@code repository}
 * @param instance host of the forge
 * @param forgeRepositoryId the forge's number for the repository
 * @param installationId the installation that check runs are written with; empty if none is known
 * @param pipeline as defined in {@code ops.yml} at the commit
 * @param event what started it
 * @param ref short branch or tag name; the head branch of a change
 * @param baseRef short branch name that the change goes into
 * @param sha the commit it runs on, 40 hex digits
 * @param changeNumber the change; empty for a tag
 * @param state current state
 * @param reason human-readable reason for its conclusion
 * @param queuedAt by our clock
 * @param startedAt when its first job began
 * @param finishedAt when it ended
 */
public record BuildRow(
        UUID id,
        UUID eventId,
        UUID repositoryId,
        String team,
        String repository,
        String mirror,
        String instance,
        String forgeRepositoryId,
        Optional<String> installationId,
        PipelineDefinition pipeline,
        TriggerEvent event,
        String ref,
        Optional<String> baseRef,
        String sha,
        Optional<Long> changeNumber,
        RunState state,
        Optional<String> reason,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {

    /** As events carry it. */
    Build toEvent() {
        return new Build(id, repositoryId, team, repository, pipeline.name(), event.wireName(), sha, changeNumber);
    }
}
