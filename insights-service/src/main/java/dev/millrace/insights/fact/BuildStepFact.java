package dev.millrace.insights.fact;

import dev.millrace.events.pipeline.Conclusion;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One step in the life of a build.
 *
 * @param buildId the build
 * @param stage which step; a build has at most one of each
 * @param pipeline name in {@code ops.yml}
 * @param trigger what started it
 * @param sha commit it ran on
 * @param changeNumber the change it belongs to; empty for a tag
 * @param conclusion how it ended; only for {@link Stage#FINISHED}
 * @param at by pipeline-service's clock, microseconds
 */
public record BuildStepFact(
        UUID buildId,
        Stage stage,
        String pipeline,
        String trigger,
        String sha,
        Optional<Long> changeNumber,
        Optional<Conclusion> conclusion,
        Instant at) {

    /** Steps in the life of a build. */
    public enum Stage {
        QUEUED,
        STARTED,
        FINISHED
    }
}
