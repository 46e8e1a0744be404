package dev.millrace.pipeline.registry;

import dev.millrace.events.EventIds;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.TriggerKind;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.Mirrors;
import dev.millrace.pipeline.workflow.DefinitionJson;
import dev.millrace.pipeline.workflow.EventFacts;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Starts pipelines of other repositories of the team whose {@code events} name the repository of an event: as they are published,
 * on the event's commit. Their names in the build and at the forge state where they are from, so they are never taken for a
 * pipeline of the repository itself.
 */
@Singleton
public final class StartListeners {

    /** More are not started by one event. */
    private static final int MOST = 50;

    private final WorkflowStore workflows;
    private final SourceStore sources;
    private final Mirrors mirrors;
    private final StartRun startRun;

    StartListeners(WorkflowStore workflows, SourceStore sources, Mirrors mirrors, StartRun startRun) {
        this.workflows = workflows;
        this.sources = sources;
        this.mirrors = mirrors;
        this.startRun = startRun;
    }

    /**
     * Starts those that the event starts; a repeat starts nothing.
     *
     * @param eventId of the event
     * @param place its commit
     * @param facts of the event, as its own repository sees them
     * @param actor who caused it, the login at the forge
     * @return how many were started
     */
    public int start(Transaction tx, UUID eventId, RunPlace place, EventFacts facts, Optional<String> actor) {
        String team = place.mirror().team();
        String key = place.instance() + ":" + place.forgeRepositoryId();
        String name = mirrors.fullName(tx, key).orElse(place.repository());
        int started = 0;
        for (WorkflowRow workflow : workflows.listeners(tx, team, key, name, facts.event(), MOST)) {
            String home = nameOf(tx, team, workflow.upstreamKey());
            PipelineDefinition pipeline = DefinitionJson.read(workflow.definition());
            if (pipeline.isStartedBy(seenFrom(home, name, facts))
                    && sources.isConnected(tx, team, workflow.upstreamKey())
                    && start(tx, eventId, place, facts, actor, workflow, home, pipeline)) {
                started++;
            }
        }
        return started;
    }

    private boolean start(
            Transaction tx,
            UUID eventId,
            RunPlace place,
            EventFacts facts,
            Optional<String> actor,
            WorkflowRow workflow,
            String home,
            PipelineDefinition pipeline) {
        var run = new NewRun(
                EventIds.of("listener", eventId, workflow.id()),
                place,
                pipeline.withName("%s (%s)".formatted(pipeline.name(), home)),
                facts.event(),
                TriggerKind.EVENT,
                actor,
                Optional.of(new NewRun.Origin(workflow.id(), workflow.latest())),
                Optional.empty());
        return startRun.start(tx, run) instanceof StartRunOutcome.Started;
    }

    private static EventFacts seenFrom(String home, String name, EventFacts facts) {
        return new EventFacts(
                name, home, facts.event(), facts.ref(), facts.baseRef(), facts.changeNumber(), facts.changedFiles());
    }

    private String nameOf(Transaction tx, String team, String upstreamKey) {
        return mirrors.fullName(tx, upstreamKey)
                .or(() -> mirrors.ofTeam(tx, team, upstreamKey).stream()
                        .map(Mirror::name)
                        .findFirst())
                .orElse(upstreamKey);
    }
}
