package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.TriggerKind;
import dev.millrace.pipeline.workflow.DefinitionJson;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Runs a published workflow on request. {@code on} and {@code if} of a pipeline are about events, so they do not keep it from
 * running. The repository is asked for the ref before the transaction in which the run starts.
 */
@Singleton
final class RunWorkflow {

    private final Database database;
    private final WorkflowStore workflows;
    private final FindPlace findPlace;
    private final StartRun startRun;

    RunWorkflow(Database database, WorkflowStore workflows, FindPlace findPlace, StartRun startRun) {
        this.database = database;
        this.workflows = workflows;
        this.findPlace = findPlace;
        this.startRun = startRun;
    }

    /** @throws InterruptedException if this instance stops meanwhile */
    RunWorkflowOutcome handle(RunRequest request) throws InterruptedException {
        Optional<WorkflowRow> found = database.inTransaction(tx -> workflows.find(tx, request.workflowId()));
        if (found.isEmpty()) {
            return new RunWorkflowOutcome.Unknown();
        }
        WorkflowRow workflow = found.get();
        UUID eventId = request.eventId();
        Optional<RunWorkflowOutcome> decided = database.inTransaction(
                        tx -> startRun.repeated(tx, eventId, workflow.name(), request.hash()))
                .map(RunWorkflow::outcome)
                .or(() -> refusal(workflow, request.input()));
        return decided.isPresent() ? decided.get() : start(request, eventId, workflow);
    }

    private RunWorkflowOutcome start(RunRequest request, UUID eventId, WorkflowRow workflow)
            throws InterruptedException {
        return switch (findPlace.find(workflow.team(), workflow.upstreamKey(), request.ref())) {
            case FindPlace.Outcome.Found(RunPlace place) ->
                database.inTransaction(tx -> start(tx, request, eventId, place));
            case FindPlace.Outcome.NotFound(String reason) -> new RunWorkflowOutcome.NoSuchRef(reason);
            case FindPlace.Outcome.Unreachable(String reason) -> new RunWorkflowOutcome.Unreachable(reason);
        };
    }

    /** It may have been disabled, or published again, while its repository was asked. */
    private RunWorkflowOutcome start(Transaction tx, RunRequest request, UUID eventId, RunPlace place) {
        Optional<WorkflowRow> found = workflows.find(tx, request.workflowId());
        if (found.isEmpty()) {
            return new RunWorkflowOutcome.Unknown();
        }
        WorkflowRow workflow = found.get();
        return refusal(workflow, request.input())
                .orElseGet(() -> outcome(startRun.start(tx, run(request, eventId, workflow, place))));
    }

    private static Optional<RunWorkflowOutcome> refusal(WorkflowRow workflow, RunInput input) {
        if (workflow.retiredAt().isPresent()) {
            return Optional.of(new RunWorkflowOutcome.Retired());
        }
        if (!workflow.enabled()) {
            return Optional.of(new RunWorkflowOutcome.Disabled());
        }
        return switch (workflow.kind()) {
            case COMMAND -> Optional.empty();
            case PIPELINE ->
                input.words().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new RunWorkflowOutcome.Unsuitable("a pipeline takes no arguments"));
            case SERVICE -> Optional.of(new RunWorkflowOutcome.Unsuitable("services do not run yet"));
        };
    }

    private static NewRun run(RunRequest request, UUID eventId, WorkflowRow workflow, RunPlace place) {
        return new NewRun(
                eventId,
                place,
                pipeline(workflow, request.input()),
                TriggerEvent.MANUAL,
                TriggerKind.MANUAL,
                Optional.of(request.actor()),
                Optional.of(new NewRun.Origin(workflow.id(), workflow.latest())),
                request.hash(),
                request.person());
    }

    private static PipelineDefinition pipeline(WorkflowRow workflow, RunInput input) {
        return switch (workflow.kind()) {
            case PIPELINE -> RunDefinition.of(DefinitionJson.read(workflow.definition()), input);
            case COMMAND -> RunDefinition.of(DefinitionJson.readCommand(workflow.definition()), input);
            case SERVICE -> throw new IllegalArgumentException("services do not run");
        };
    }

    private static RunWorkflowOutcome outcome(StartRunOutcome outcome) {
        return switch (outcome) {
            case StartRunOutcome.Started(BuildRow build) -> new RunWorkflowOutcome.Started(build);
            case StartRunOutcome.Repeated(BuildRow build) -> new RunWorkflowOutcome.Repeated(build);
            case StartRunOutcome.OtherRequest other -> new RunWorkflowOutcome.OtherRequest();
        };
    }
}
