package dev.millrace.pipeline.trigger;

import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import java.util.List;

/** The result of asking the mirror about a trigger. */
sealed interface ResolveOutcome {

    /**
     * {@code ops.yml} was read.
     *
     * @param commit the commit to run on
     * @param pipelines those that the event starts; may be none
     */
    record Read(Mirror mirror, String commit, List<PipelineDefinition> pipelines) implements ResolveOutcome {}

    /**
     * There is no {@code ops.yml} at the commit.
     *
     * @param isShown whether the file is on the default branch and the commit is one of which checks may be required
     */
    record NoFile(Mirror mirror, String commit, boolean isShown) implements ResolveOutcome {}

    /** {@code ops.yml} breaks a rule. */
    record BrokenFile(Mirror mirror, String commit, Broken broken) implements ResolveOutcome {}

    /**
     * A change from a fork whose commit is not approved.
     *
     * @param pipelines those of the branch it goes into that the event would start; at least one
     */
    record ForkNotRun(Mirror mirror, List<PipelineDefinition> pipelines) implements ResolveOutcome {}

    /**
     * A change from a fork whose commit a person approved.
     *
     * @param pipelines those of the branch it goes into that the event starts; at least one
     */
    record ForkApproved(Mirror mirror, List<PipelineDefinition> pipelines) implements ResolveOutcome {}

    /**
     * The mirror does not serve the commit yet, or could not be asked.
     *
     * @param overdue whether the wait is so long that the change should show it: the repository has pipelines
     */
    record NotYet(Mirror mirror, boolean overdue, String reason) implements ResolveOutcome {}

    /** We know of no mirror of this repository. */
    record NoMirror() implements ResolveOutcome {}
}
