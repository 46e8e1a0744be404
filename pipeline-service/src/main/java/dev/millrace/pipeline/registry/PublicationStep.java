package dev.millrace.pipeline.registry;

/** What becomes of a workflow when a default branch was read. */
sealed interface PublicationStep {

    /** The file defines it otherwise than before, or for the first time: a version. */
    record Publish(WorkflowRow next, NewVersion version) implements PublicationStep {}

    /** The file defines it as it did before it was retired. */
    record Revive(WorkflowRow workflow, NewVersion version) implements PublicationStep {}

    /** The file defines it no longer. */
    record Retire(WorkflowRow workflow) implements PublicationStep {}
}
