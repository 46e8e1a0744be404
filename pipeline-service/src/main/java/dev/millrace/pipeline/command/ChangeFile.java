package dev.millrace.pipeline.command;

import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;

/** {@code ops.yml} as it counts for a commit of a change. */
sealed interface ChangeFile {

    /** The file. */
    record Found(Mirror mirror, Workflows workflows) implements ChangeFile {}

    /** @param reason why there is none to use, for the author */
    record Unusable(String reason) implements ChangeFile {}

    /** @param reason why it cannot be read yet */
    record NotYet(String reason) implements ChangeFile {}
}
