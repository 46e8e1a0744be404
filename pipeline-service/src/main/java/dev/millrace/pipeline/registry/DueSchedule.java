package dev.millrace.pipeline.registry;

import dev.millrace.pipeline.workflow.ScheduleDefinition;
import java.time.Instant;
import java.util.UUID;

/**
 * A schedule whose time has come, for as long as no other worker claims it.
 *
 * @param nextAt the time that has come; the schedule has moved on if the row has another one
 * @param attempts how often it was claimed for this time, this one included
 */
record DueSchedule(UUID workflowId, ScheduleDefinition schedule, Instant nextAt, int attempts) {

    /** In the row, where an empty text stands for the default branch. */
    String branch() {
        return schedule.branch().orElse("");
    }
}
