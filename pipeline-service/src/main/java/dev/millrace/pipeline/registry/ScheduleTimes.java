package dev.millrace.pipeline.registry;

import dev.millrace.pipeline.workflow.ScheduleDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What follows from the time of a schedule. Pure.
 *
 * @param run the time for which it starts now; empty if all times that have come are too long ago
 * @param next the first time that has not come yet; empty if there is none
 * @param skipped whether there were times for which it does not start
 */
record ScheduleTimes(Optional<Instant> run, Optional<Instant> next, boolean skipped) {

    /** A run that is later than this is of no use, and many of them at once would be harmful. */
    static final Duration LATEST = Duration.ofHours(1);

    /**
     * Of the times that have come, the last one counts, if it is less than {@link #LATEST} ago: after a downtime one run is made up.
     *
     * @param nextAt a time of the schedule, not after {@code now}
     */
    static ScheduleTimes of(ScheduleDefinition schedule, Instant nextAt, Instant now) {
        Instant earliest = now.minus(LATEST);
        boolean late = !nextAt.isAfter(earliest);
        Optional<Instant> run = late ? Optional.empty() : Optional.of(nextAt);
        Optional<Instant> next = schedule.nextAfter(late ? earliest : nextAt);
        boolean skipped = late;
        while (next.filter(time -> !time.isAfter(now)).isPresent()) {
            skipped |= run.isPresent();
            run = next;
            next = schedule.nextAfter(next.get());
        }
        return new ScheduleTimes(run, next, skipped);
    }
}
