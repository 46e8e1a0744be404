package dev.millrace.insights.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * The parts of the time from a change's first commit to the end of the deployment that shipped it. Boundaries never go back: one
 * that is missing, or earlier than that before it, is the one before it. So the parts always add up to the whole, exactly.
 *
 * @param firstCommitAt where the first part begins
 * @param ends where each stage ends, in the order of {@link Stage}
 */
public record ChangeStages(Instant firstCommitAt, List<Instant> ends) {

    /** Parts, in their order. */
    public enum Stage {
        /** from the first commit until the change was opened */
        CODING(true),
        /** until it was ready for review, if it was opened as a draft */
        DRAFT(true),
        /** until a person other than the author reviewed it first */
        PICKUP(false),
        /** until the last approval before the merge */
        REVIEW(true),
        /** until it was merged */
        MERGE(false),
        /** until the deployment that shipped it began */
        DEPLOY_WAIT(false),
        /** until that deployment had succeeded */
        DEPLOY(true);

        private final boolean active;

        Stage(boolean active) {
            this.active = active;
        }

        /** Whether somebody or something works on the change meanwhile, rather than it waits. */
        public boolean isActive() {
            return active;
        }
    }

    public ChangeStages {
        ends = List.copyOf(ends);
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
        return new ChangeStages(firstCommitAt, ends);
    }

    /** How long each part took, zero or more; all of them. */
    public Map<Stage, Duration> parts() {
        return parts(Duration::between);
    }

    /** How much of each part was working time; all of them. */
    public Map<Stage, Duration> worked(WorkCalendar calendar) {
        return parts(calendar::between);
    }

    private Map<Stage, Duration> parts(BiFunction<Instant, Instant, Duration> length) {
        var parts = new EnumMap<Stage, Duration>(Stage.class);
        Instant from = firstCommitAt;
        for (Stage stage : Stage.values()) {
            Instant end = ends.get(stage.ordinal());
            parts.put(stage, length.apply(from, end));
            from = end;
        }
        return parts;
    }

    /** The share of the whole in which the change did not wait, 0 to 1; empty if it took no time. */
    public OptionalDouble efficiency() {
        Map<Stage, Duration> parts = parts();
        double whole = Seconds.of(Duration.between(firstCommitAt, ends.getLast()));
        double active = parts.entrySet().stream()
                .filter(part -> part.getKey().isActive())
                .mapToDouble(part -> Seconds.of(part.getValue()))
                .sum();
        return whole > 0 ? OptionalDouble.of(active / whole) : OptionalDouble.empty();
    }
}
