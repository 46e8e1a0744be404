package dev.millrace.pipeline.build;

import java.util.Optional;

/** A change that follows from the states of a build's jobs. */
sealed interface BuildStep {

    /** The job waits for nothing but a slot from now on. */
    record MakeReady(JobRow job) implements BuildStep {}

    /** The job does not run, or not again. */
    record EndJob(JobRow job, RunState end, String reason) implements BuildStep {}

    /** All jobs have ended, and so has the build. */
    record EndBuild(RunState end, Optional<String> reason) implements BuildStep {}
}
