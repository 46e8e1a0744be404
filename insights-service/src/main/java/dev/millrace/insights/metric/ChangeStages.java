package dev.millrace.insights.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of the time from a change's first commit to the end of the deployment that shipped it. Boundaries never go back: one
 * that is missing, or earlier than that before it, is the one before it. So the parts always add up to the whole, exactly.
 *
 * @param parts how long each part took, zero or more; all of them
 */
public record ChangeStages(Map<Stage, Duration> parts) {

    /** Parts, in their order. */
    public enum Stage {
        /** from the first commit until the change was opened */
        CODING,
        /** until it was ready for review, if it was opened as a draft */
        DRAFT,
        /** until a person other than the author reviewed it first */
        PICKUP,
        /** until the last approval before the merge */
        REVIEW,
        /** until it was merged */
        MERGE,
        /** until the deployment that shipped it began */
        DEPLOY_WAIT,
        /** until that deployment had succeeded */
        DEPLOY
    }

    public ChangeStages {
        parts = Map.copyOf(parts);
    }

    /**
     * The parts between these boundaries.
     *
     * @param firstCommitAt where the first part begins
     * @param boundaries the end of each stage but the last, in the order of {@link Stage}; empty where it is not known
     * @param finishedAt where the last part ends, not before {@code firstCommitAt}
     */
    static ChangeStages between(Instant firstCommitAt, List<Optional<Instant>> boundaries, Instant finishedAt) {
        var ends = new ArrayList<Instant>();
        Instant last = firstCommitAt;
        for (Optional<Instant> boundary : boundaries) {
            Instant before = last;
            last = boundary.filter(at -> at.isAfter(before)).orElse(before);
            last = last.isAfter(finishedAt) ? finishedAt : last;
            ends.add(last);
        }
        ends.add(finishedAt);
        var parts = new EnumMap<Stage, Duration>(Stage.class);
        Instant from = firstCommitAt;
        for (Stage stage : Stage.values()) {
            Instant end = ends.get(stage.ordinal());
            parts.put(stage, Duration.between(from, end));
            from = end;
        }
        return new ChangeStages(parts);
    }
}
