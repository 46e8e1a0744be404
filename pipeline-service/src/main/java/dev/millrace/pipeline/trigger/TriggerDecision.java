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

    /**
     * The event starts nothing.
     *
     * @param shownIn the mirror of the repository, if it has pipelines
     */
    record NothingToBuild(String reason, Optional<Mirror> shownIn) implements TriggerDecision {}

    /**
     * The change comes from a fork, whose code runs only when it is approved; the checks of the pipelines show it.
     *
     * @param pipelines names of those that would run
     */
    record ForkNotRun(Mirror mirror, List<String> pipelines) implements TriggerDecision {
        public ForkNotRun {
            pipelines = List.copyOf(pipelines);
        }
    }

    /** {@code ops.yml} breaks a rule; the commit shows it. */
    record BrokenFile(Mirror mirror, String commit, Broken broken) implements TriggerDecision {}

    /**
     * Another attempt is made later.
     *
     * @param until time of the next attempt
     * @param reason why there was nothing to do yet
     * @param shownIn the mirror whose repository shows that the commit is awaited; empty before that is due
     * @param behind the mirror of which a sync with the commit is to be requested now; empty before that is due, and afterwards
     */
    record Wait(Instant until, String reason, Optional<Mirror> shownIn, Optional<Mirror> behind)
            implements TriggerDecision {

        Wait(Instant until, String reason, Optional<Mirror> shownIn) {
            this(until, reason, shownIn, Optional.empty());
        }
    }

    /** No further attempt is made. */
    record GiveUp(String reason) implements TriggerDecision {}
}
