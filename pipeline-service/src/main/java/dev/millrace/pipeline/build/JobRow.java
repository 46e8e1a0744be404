package dev.millrace.pipeline.build;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One job of a build.
 *
 * @param buildId whose
 * @param position 0 for the first
 * @param name unique in the build
 * @param state where it stands
 * @param reason why it ended as it did, for people
 * @param attempts how often it was begun; 2 when a lost worker's job was taken up again
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
