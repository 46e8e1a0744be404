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

    /** There is no {@code ops.yml} at the commit. */
    record NoFile() implements ResolveOutcome {}

    /** {@code ops.yml} breaks a rule. */
    record BrokenFile(Mirror mirror, String commit, Broken broken) implements ResolveOutcome {}

    /** A change from a fork, in a repository with pipelines. */
    record ForkNotRun(Mirror mirror) implements ResolveOutcome {}

    /**
     * The mirror does not serve the commit yet, or could not be asked.
     *
     * @param overdue whether the wait is so long that the change should show it: the repository has pipelines
     */
    record NotYet(Mirror mirror, boolean overdue, String reason) implements ResolveOutcome {}

    /** We know of no mirror of this repository. */
    record NoMirror() implements ResolveOutcome {}
}
