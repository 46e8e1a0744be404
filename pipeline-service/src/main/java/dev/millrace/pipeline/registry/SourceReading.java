package dev.millrace.pipeline.registry;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;

/** What was read of a repository's default branch. */
sealed interface SourceReading {

    /** Its {@code ops.yml} is valid. */
    record Defined(String branch, String sha, Workflows workflows) implements SourceReading {}

    /** Its {@code ops.yml} breaks a rule. */
    record Broken(String branch, String sha, String problem) implements SourceReading {}

    /** It has no {@code ops.yml}. */
    record NoFile(String branch, String sha) implements SourceReading {}

    /** There is no such branch: nothing was pushed yet. */
    record NoCommit() implements SourceReading {}

    /** No mirror could be asked. */
    record Failed(String reason) implements SourceReading {}
}
