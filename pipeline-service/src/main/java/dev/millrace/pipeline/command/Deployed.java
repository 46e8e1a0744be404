package dev.millrace.pipeline.command;

import java.time.Instant;
import java.util.Optional;

/** What insights know about the deployments of a change. */
sealed interface Deployed {

    /**
     * Since the change was opened.
     *
     * @param count production deployments that first shipped the change; 0 or more
     * @param firstAt when the first of them finished
     * @param perDay deployments of the repository for each day that brought something new; empty if there were none
     * @param medianSeconds of the repository's commits, until they were deployed; empty if there were none
     */
    record Known(long count, Optional<Instant> firstAt, Optional<Double> perDay, Optional<Double> medianSeconds)
            implements Deployed {}

    /** @param reason why it is not known */
    record Unknown(String reason) implements Deployed {}
}
