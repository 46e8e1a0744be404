package dev.millrace.pipeline.registry;

import dev.millrace.pipeline.build.RunState;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A workflow with what is known about its repository and runs.
 *
 * @param repository {@code owner/name} at the forge, or the name of the mirror if no event has reported it
 * @param sha the commit that brought the newest version
 * @param pushedBy login at the forge of who pushed that commit; empty if the forge did not report it
 * @param problem why the file of the newest commit cannot be used; empty if it can
 * @param runs how many there were, each with all of its attempts
 */
record ListedWorkflow(
        WorkflowRow workflow,
        String repository,
        String sha,
        Instant publishedAt,
        Optional<String> pushedBy,
        Optional<String> switchedBy,
        Optional<Instant> switchedAt,
        Optional<String> problem,
        long runs,
        Optional<LastRun> lastRun) {

    /** The newest attempt of the run that started last. */
    record LastRun(UUID build, RunState state, Instant queuedAt, Optional<Instant> finishedAt) {}
}
