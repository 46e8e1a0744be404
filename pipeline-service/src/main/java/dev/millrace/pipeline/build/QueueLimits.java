package dev.millrace.pipeline.build;

import dev.millrace.pipeline.PipelineConfig;

/**
 * How many jobs may run at the same time on all instances together.
 *
 * @param perTeam jobs of one team, 1 or more
 * @param perRepository jobs of one repository, 1 or more
 */
public record QueueLimits(int perTeam, int perRepository) {

    public QueueLimits {
        if (perTeam < 1 || perRepository < 1) {
            throw new IllegalArgumentException(
                    "limits of %d jobs for a team and %d for a repository: both must be 1 or more"
                            .formatted(perTeam, perRepository));
        }
    }

    /** As configured. */
    public static QueueLimits of(PipelineConfig.Limits limits) {
        return new QueueLimits(
                limits.jobsPerTeam().orElse(Integer.MAX_VALUE),
                limits.jobsPerRepository().orElse(Integer.MAX_VALUE));
    }
}
