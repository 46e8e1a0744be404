package dev.millrace.pipeline.registry;

import dev.millrace.pipeline.build.BuildRow;

/** The result of a request to run a workflow. */
sealed interface RunWorkflowOutcome {

    /** Its build is queued. */
    record Started(BuildRow build) implements RunWorkflowOutcome {}

    /** An earlier request with the same key started it. */
    record Repeated(BuildRow build) implements RunWorkflowOutcome {}

    /** Another request was made with the same key before. */
    record OtherRequest() implements RunWorkflowOutcome {}

    /** It is disabled. */
    record Disabled() implements RunWorkflowOutcome {}

    /** The default branch does not define it any more. */
    record Retired() implements RunWorkflowOutcome {}

    /** Workflows of its kind do not run, or not with this input. */
    record Unsuitable(String reason) implements RunWorkflowOutcome {}

    /** The repository has no such ref. */
    record NoSuchRef(String reason) implements RunWorkflowOutcome {}

    /** The mirror could not be asked. */
    record Unreachable(String reason) implements RunWorkflowOutcome {}

    /** No such workflow. */
    record Unknown() implements RunWorkflowOutcome {}
}
