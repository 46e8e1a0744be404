package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildRow;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Builds that events at the forge start, as runs of the workflows that their repositories publish. */
@Singleton
public final class WorkflowRuns {

    private final WorkflowStore workflows;
    private final RunStore runs;

    WorkflowRuns(WorkflowStore workflows, RunStore runs) {
        this.workflows = workflows;
        this.runs = runs;
    }

    /** Whether the workflow of a build is disabled, so that no build of it may start. */
    public boolean isDisabled(Transaction tx, BuildRow build) {
        UUID workflow = runs.workflowOf(tx, build).orElseGet(() -> workflowOf(build));
        return workflows.find(tx, workflow).filter(row -> !row.enabled()).isPresent();
    }

    /** Notes that a build was started by an event of its repository, with the definition of its commit. */
    public void note(Transaction tx, BuildRow build) {
        runs.add(tx, build, workflowOf(build), Optional.empty(), Optional.empty());
    }

    private static UUID workflowOf(BuildRow build) {
        return WorkflowRow.idOf(
                build.team(),
                build.instance() + ":" + build.forgeRepositoryId(),
                WorkflowKind.PIPELINE,
                build.pipeline().name());
    }
}
