package dev.millrace.pipeline.registry;

import dev.millrace.pipeline.build.BuildOrigin;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.build.TriggerKind;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A run to start.
 *
 * @param eventId of what starts it; with the name of the pipeline, it identifies the run
 * @param pipeline what is executed; of a command see {@link RunDefinition}
 * @param event as conditions of jobs, {@code EVENT_NAME} and the API show it
 * @param kind what starts it
 * @param actor who does: a login at the forge, or the subject of a token; empty if that is not known
 * @param origin the published workflow; empty if the definition was read elsewhere
 * @param request hash of the request that it answers; a repeat must have the same. Empty if it is not compared
 * @param person id of the user who requested it; empty if that is not known
 */
public record NewRun(
        UUID eventId,
        RunPlace place,
        PipelineDefinition pipeline,
        TriggerEvent event,
        TriggerKind kind,
        Optional<String> actor,
        Optional<Origin> origin,
        Optional<String> request,
        Optional<UUID> person) {

    /** A run that no known user requested. */
    public NewRun(
            UUID eventId,
            RunPlace place,
            PipelineDefinition pipeline,
            TriggerEvent event,
            TriggerKind kind,
            Optional<String> actor,
            Optional<Origin> origin,
            Optional<String> request) {
        this(eventId, place, pipeline, event, kind, actor, origin, request, Optional.empty());
    }

    /**
     * A published workflow.
     *
     * @param number of the version, 1 or more
     */
    public record Origin(UUID workflowId, int number) {}

    BuildRow build(Instant now) {
        return new BuildRow(
                BuildRow.idOf(eventId, pipeline.name(), 1),
                eventId,
                new BuildOrigin(kind, actor, 1).withPerson(person),
                place.mirror().repositoryId(),
                place.mirror().team(),
                place.repository(),
                place.mirror().name(),
                place.instance(),
                place.forgeRepositoryId(),
                place.installationId(),
                pipeline,
                event,
                place.ref(),
                place.baseRef(),
                place.sha(),
                place.changeNumber(),
                RunState.QUEUED,
                Optional.empty(),
                Optional.empty(),
                now,
                Optional.empty(),
                Optional.empty());
    }
}
