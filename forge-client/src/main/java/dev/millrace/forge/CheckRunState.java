package dev.millrace.forge;

import java.time.Instant;
import java.util.Locale;

/** Progress of a check run. A completed run is never moved back: a new attempt is a new run. */
public sealed interface CheckRunState {

    /** Waiting to start. */
    record Queued() implements CheckRunState {}

    /** @param startedAt by our clock */
    record InProgress(Instant startedAt) implements CheckRunState {}

    /**
     * @param conclusion how it ended
     * @param startedAt by our clock
     * @param completedAt by our clock, not before {@code startedAt}
     */
    record Completed(Conclusion conclusion, Instant startedAt, Instant completedAt) implements CheckRunState {}

    /** The conclusions an App may give; {@code stale} is GitHub's own. */
    enum Conclusion {
        ACTION_REQUIRED,
        CANCELLED,
        FAILURE,
        NEUTRAL,
        SKIPPED,
        SUCCESS,
        TIMED_OUT;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
