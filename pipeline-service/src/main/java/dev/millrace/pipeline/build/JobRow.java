package dev.millrace.pipeline.build;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One job of a build.
 *
 * @param buildId the build it belongs to
 * @param position 0 for the first
 * @param name unique in the build
 * @param state current state
 * @param reason human-readable reason for its conclusion
 * @param attempts how often it was begun; 2 when another worker restarted a lost worker's job
 * @param startedAt when it began first
 * @param finishedAt when it ended
 */
public record JobRow(
        UUID buildId,
        int position,
        String name,
        RunState state,
        Optional<String> reason,
        int attempts,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {}
