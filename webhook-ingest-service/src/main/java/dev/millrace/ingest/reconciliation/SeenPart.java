package dev.millrace.ingest.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * A part of a move of a mirror, or all of it. Two mirrors that read the upstream at other times see the same changes joined in
 * other ways; what the moves of one begin or end with may be in the middle of a move of the other.
 *
 * @param step from where to where the ref moved
 * @param since when it moved at the earliest
 * @param until when it moved at the latest
 */
record SeenPart(RefStep step, Instant since, Instant until) {

    /** Forges state times of pushes in whole seconds, cut off. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    /** What is left of it without what others explain. */
    SeenPart without(Collection<SeenPart> others) {
        SeenPart part = this;
        for (Optional<SeenPart> less = part.less(others); less.isPresent(); less = part.less(others)) {
            part = less.get();
        }
        return part;
    }

    /** Whether the others left nothing. */
    boolean isNothing() {
        return !since.isBefore(until) || step.before().equals(step.after());
    }

    /** Whether a push that was made by this time may be in it. */
    boolean mayContain(Instant madeBy) {
        return madeBy.plus(PRECISION).isAfter(since) && !madeBy.isAfter(until);
    }

    /** Whether a push that was made by this time, and not much earlier, is in it. */
    boolean contains(Instant madeBy) {
        return madeBy.isAfter(since) && !madeBy.isAfter(until);
    }

    private Optional<SeenPart> less(Collection<SeenPart> others) {
        return others.stream().flatMap(other -> without(other).stream()).findFirst();
    }

    private Optional<SeenPart> without(SeenPart other) {
        if (!since.isBefore(until) || !other.since.isBefore(other.until)) {
            return Optional.empty();
        }
        boolean isWithin = !other.since.isBefore(since) && !other.until.isAfter(until);
        boolean hasBegin = !other.since.isAfter(since) && other.until.isAfter(since);
        boolean hasEnd = other.since.isBefore(until) && !other.until.isBefore(until);
        if (hasBegin && hasEnd) {
            return Optional.of(new SeenPart(new RefStep(step.after(), step.after()), until, until));
        }
        if (hasBegin || isWithin && other.step.before().equals(step.before())) {
            return Optional.of(new SeenPart(new RefStep(other.step.after(), step.after()), other.until, until));
        }
        return hasEnd || isWithin && other.step.after().equals(step.after())
                ? Optional.of(new SeenPart(new RefStep(step.before(), other.step.before()), since, other.since))
                : Optional.empty();
    }
}
