package dev.millrace.pipeline.trigger;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What follows from an attempt at a trigger. */
sealed interface TriggerDecision {

    /** Builds are queued, one for each pipeline that the event starts; at least one. */
    record Start(List<BuildRow> builds) implements TriggerDecision {
        public Start {
            builds = List.copyOf(builds);
        }
    }

    /** The event starts nothing. */
    record NothingToBuild(String reason) implements TriggerDecision {}

    /** The change comes from a fork, whose code does not run; the change shows it. */
    record ForkNotRun(Mirror mirror) implements TriggerDecision {}

    /** {@code ops.yml} breaks a rule; the commit shows it. */
    record BrokenFile(Mirror mirror, String commit, Broken broken) implements TriggerDecision {}

    /**
     * Another attempt is made later.
     *
     * @param until time of the next attempt
     * @param reason why there was nothing to do yet
     * @param shownIn the mirror whose repository shows that the commit is awaited; empty before that is due
     */
    record Wait(Instant until, String reason, Optional<Mirror> shownIn) implements TriggerDecision {}

    /** No further attempt is made. */
    record GiveUp(String reason) implements TriggerDecision {}
}
