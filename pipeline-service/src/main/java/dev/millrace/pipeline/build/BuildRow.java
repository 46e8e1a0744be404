package dev.millrace.pipeline.build;

import dev.millrace.events.EventIds;
import dev.millrace.events.pipeline.Build;
import dev.millrace.pipeline.workflow.ConcurrencyDefinition;
import dev.millrace.pipeline.workflow.EventFacts;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One execution of a pipeline.
 *
 * @param id from event, pipeline and attempt, see {@link #idOf}
 * @param eventId the event that started it, or its first attempt
 * @param origin what started it, and which attempt it is
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
 * @param cancelledBy who or what requested its cancellation; empty if nothing did
 * @param queuedAt by our clock
 * @param startedAt when its first job began
 * @param finishedAt when it ended
 */
public record BuildRow(
        UUID id,
        UUID eventId,
        BuildOrigin origin,
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
        Optional<String> cancelledBy,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {

    /** The id of an attempt: one event makes one build of each pipeline and attempt. */
    public static UUID idOf(UUID eventId, String pipeline, int attempt) {
        return attempt == 1
                ? EventIds.of("build", eventId, pipeline)
                : EventIds.of("build", eventId, pipeline, "attempt", attempt);
    }

    /** A build of the same that has not begun. */
    BuildRow again(BuildOrigin by, Instant now) {
        return new BuildRow(
                idOf(eventId, pipeline.name(), by.attempt()),
                eventId,
                by,
                repositoryId,
                team,
                repository,
                mirror,
                instance,
                forgeRepositoryId,
                installationId,
                pipeline,
                event,
                ref,
                baseRef,
                sha,
                changeNumber,
                RunState.QUEUED,
                Optional.empty(),
                Optional.empty(),
                now,
                Optional.empty(),
                Optional.empty());
    }

    /** The same of a build whose code may have secrets, or may not. */
    public BuildRow withUntrusted(boolean untrusted) {
        return withOrigin(origin.withUntrusted(untrusted));
    }

    /** The same of a build whose actor is a user. */
    public BuildRow withPerson(Optional<UUID> user) {
        return withOrigin(origin.withPerson(user));
    }

    private BuildRow withOrigin(BuildOrigin by) {
        return new BuildRow(
                id,
                eventId,
                by,
                repositoryId,
                team,
                repository,
                mirror,
                instance,
                forgeRepositoryId,
                installationId,
                pipeline,
                event,
                ref,
                baseRef,
                sha,
                changeNumber,
                state,
                reason,
                cancelledBy,
                queuedAt,
                startedAt,
                finishedAt);
    }

    /** {@code instance:id} of the repository at the forge. */
    public String upstreamKey() {
        return instance + ":" + forgeRepositoryId;
    }

    /** Builds of the repository with the same group run one at a time; empty if it has none. */
    Optional<String> concurrencyGroup() {
        return pipeline.concurrency().map(concurrency -> concurrency.groupOf(facts()));
    }

    /** Whether it cancels older builds of its group. */
    boolean cancelsItsGroup() {
        return pipeline.concurrency().filter(ConcurrencyDefinition::cancelOlder).isPresent();
    }

    /** What conditions of its jobs may ask. */
    EventFacts facts() {
        return new EventFacts(repository, repository, event, ref, baseRef, changeNumber, Optional.empty());
    }

    /** As events carry it. */
    Build toEvent() {
        return new Build(
                id,
                repositoryId,
                team,
                repository,
                pipeline.name(),
                event.wireName(),
                sha,
                changeNumber,
                Optional.of(origin.attempt()).filter(attempt -> attempt > 1));
    }
}
