package dev.millrace.insights.fact;

import java.time.Instant;

/**
 * A change became a draft, stopped being one, got a new commit, or entered or left a merge queue.
 *
 * @param number of the change
 * @param kind which of these
 * @param at the forge's {@code updated_at}, microseconds
 */
public record ChangeMomentFact(long number, Kind kind, Instant at) {

    /** What happened. */
    public enum Kind {
        DRAFT,
        READY,
        PUSHED,
        ENQUEUED,
        DEQUEUED
    }
}
