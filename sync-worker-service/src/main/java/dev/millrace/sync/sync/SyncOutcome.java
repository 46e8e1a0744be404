package dev.millrace.sync.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Outcome of one pass. */
sealed interface SyncOutcome {

    /**
     * The mirror equals what the upstream advertised.
     *
     * @param checkedAt just before the upstream's refs were read, by our clock
     * @param refsMoved 0 or more, HEAD included
     * @param refsVersion version of our ref set
     */
    record Equal(Instant checkedAt, int refsMoved, long refsVersion) implements SyncOutcome {}

    /**
     * It did not work; the mirror is as it was before.
     *
     * @param reason for people, without secrets
     * @param pause how long the forge wishes us to stay away, if it said so
     */
    record Failed(String reason, Optional<Duration> pause) implements SyncOutcome {}

    /**
     * The forge does not accept us, or not for this repository: to be tried again when somebody acts.
     *
     * @param reason for people, without secrets
     */
    record Refused(String reason) implements SyncOutcome {}

    /** There is no such repository any more. */
    record Gone() implements SyncOutcome {}

    /** The pass was given up in the middle: the process stops, or the lease was lost. */
    record GivenUp() implements SyncOutcome {}
}
