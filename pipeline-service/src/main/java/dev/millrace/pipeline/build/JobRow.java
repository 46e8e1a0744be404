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
 * @param reason human-readable reason for its conclusion; of a job that is queued again, why its last attempt ended
 * @param attempts how often it was begun; 2 when it ran again after its worker was lost, or as its {@code retries} allow
 * @param waitsSince since when it only waits for a slot; empty while it waits for other jobs, runs or has ended
 * @param startedAt when it began first
 * @param finishedAt when it ended
 * @param carriedFrom the build of an earlier attempt in which it ran and passed; empty if it belongs to this build alone
 */
public record JobRow(
        UUID buildId,
        int position,
        String name,
        RunState state,
        Optional<String> reason,
        int attempts,
        Optional<Instant> waitsSince,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<UUID> carriedFrom) {

    /** A job of this build alone that does not wait for a slot. */
    public JobRow(
            UUID buildId,
            int position,
            String name,
            RunState state,
            Optional<String> reason,
            int attempts,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {
        this(
                buildId,
                position,
                name,
                state,
                reason,
                attempts,
                Optional.empty(),
                startedAt,
                finishedAt,
                Optional.empty());
    }

    /** The build in which it ran, whose log is its log. */
    public UUID ranIn() {
        return carriedFrom.orElse(buildId);
    }

    /** The same job at its end. */
    JobRow ended(RunState end, String why) {
        return new JobRow(
                buildId,
                position,
                name,
                end,
                Optional.of(why),
                attempts,
                Optional.empty(),
                startedAt,
                finishedAt,
                carriedFrom);
    }

    /** The same job of the next attempt, in which it does not run again. */
    JobRow carriedTo(UUID nextBuildId) {
        return new JobRow(
                nextBuildId,
                position,
                name,
                state,
                reason,
                attempts,
                Optional.empty(),
                startedAt,
                finishedAt,
                Optional.of(ranIn()));
    }
}
