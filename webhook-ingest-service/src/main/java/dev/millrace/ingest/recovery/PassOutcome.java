package dev.millrace.ingest.recovery;

import java.time.Instant;

/** The result of a pass. */
sealed interface PassOutcome {

    /** What was done in it. */
    Tally tally();

    /** Everything since the watermark was listed, and what was due was requested. */
    record Complete(Tally tally) implements PassOutcome {}

    /** GitHub's rate limit was reached. */
    record RateLimited(Instant retryAt, Tally tally) implements PassOutcome {}

    /** GitHub did not do what it was asked for. */
    record Failed(String reason, Tally tally) implements PassOutcome {}

    /** This process stops, or has lost the lease. */
    record Stopped(Tally tally) implements PassOutcome {}

    /**
     * Counts of one pass.
     *
     * @param lists calls that list deliveries
     * @param requests calls that request one
     * @param missing deliveries that were found missing
     * @param recovered deliveries that arrived after they were requested
     * @param givenUp deliveries that are not requested any more
     */
    record Tally(int lists, int requests, int missing, int recovered, int givenUp) {

        static final Tally NONE = new Tally(0, 0, 0, 0, 0);

        Tally listed(int found) {
            return new Tally(lists + 1, requests, missing + found, recovered, givenUp);
        }

        Tally requested() {
            return new Tally(lists, requests + 1, missing, recovered, givenUp);
        }

        Tally closed(int count) {
            return new Tally(lists, requests, missing, recovered + count, givenUp);
        }

        Tally gaveUp() {
            return new Tally(lists, requests, missing, recovered, givenUp + 1);
        }
    }
}
