package dev.millrace.insights.fact;

import java.time.Instant;

/**
 * A change became a draft, or stopped being one.
 *
 * @param number of the change
 * @param kind which of the two
 * @param at the forge's {@code updated_at}, microseconds
 */
public record ChangeMomentFact(long number, Kind kind, Instant at) {

    /** What happened. */
    public enum Kind {
        DRAFT,
        READY
    }
}
