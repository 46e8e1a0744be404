package dev.millrace.insights.fact;

import dev.millrace.events.forge.CheckState.Conclusion;
import java.time.Instant;
import java.util.Optional;

/**
 * One report about a run of the forge's own build system, or about one of its jobs.
 *
 * @param runId the forge's number for the run, decimal string
 * @param jobId the forge's number for the job, decimal string; empty text for the run itself
 * @param attempt 1 or more
 * @param stage how far it had come
 * @param workflow name of the workflow; that of the run if the forge reports no other
 * @param sha commit, 40 hex digits
 * @param branch short name; empty for runs from forks
 * @param conclusion how it ended; only for {@link Stage#COMPLETED}
 * @param startedAt by the forge's clock, microseconds
 * @param at when it completed, by the forge's clock; else when it was reported, microseconds
 */
public record RunFact(
        String runId,
        String jobId,
        long attempt,
        Stage stage,
        String workflow,
        String sha,
        Optional<String> branch,
        Optional<Conclusion> conclusion,
        Optional<Instant> startedAt,
        Instant at) {

    /** How far a run has come. */
    public enum Stage {
        WAITING,
        RUNNING,
        COMPLETED
    }

    /** Whether it is about the run, not about one of its jobs. */
    public boolean isRun() {
        return jobId.isEmpty();
    }
}
