package dev.millrace.pipeline.trigger;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a request at the forge counts. After an hour its user has seen that nothing happened, a merge queue has given up, and the
 * commit of a suite has long been announced by its push.
 */
final class RequestAge {

    private static final Duration LONGEST = Duration.ofHours(1);

    private RequestAge() {}

    /** Whether a request is too old to have an effect. */
    static boolean isOver(Instant requestedAt, Instant now) {
        return requestedAt.plus(LONGEST).isBefore(now);
    }
}
