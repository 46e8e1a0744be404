package dev.millrace.sync.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Outcome of one pass. */
sealed interface SyncOutcome {

    /**
     * The mirror equals what the upstream advertised, but for what is told here.
     *
     * @param checkedAt just before the upstream's refs were read, by our clock
     * @param refsMoved 0 or more, HEAD included
     * @param refsVersion version of our ref set
     * @param faults refs and large files that could not be mirrored, each with its reason; the others are
     * @param arrived awaited commits that are here now
     * @param vanished demanded refs that the upstream does not have
     * @param movedTo where the upstream says that the repository is now, if that is not the address that is followed
     */
    record Equal(
            Instant checkedAt,
            int refsMoved,
            long refsVersion,
            List<String> faults,
            Set<String> arrived,
            Set<String> vanished,
            Optional<String> movedTo)
            implements SyncOutcome {

        public Equal {
            faults = List.copyOf(faults);
            arrived = Set.copyOf(arrived);
            vanished = Set.copyOf(vanished);
        }

        /** The same, and more that could not be mirrored. */
        Equal with(List<String> more) {
            return new Equal(
                    checkedAt,
                    refsMoved,
                    refsVersion,
                    Stream.concat(faults.stream(), more.stream()).toList(),
                    arrived,
                    vanished,
                    movedTo);
        }
    }

    /**
     * It did not work; the mirror is as it was before, or further than that after a stage of a first import.
     *
     * @param reason for people, without secrets
     * @param pause how long the forge wishes us to stay away, if it said so
     */
    record Failed(String reason, Optional<Duration> pause) implements SyncOutcome {}

    /**
     * The forge says that we call too often; everybody of the same budget stays away.
     *
     * @param reason for people, without secrets
     */
    record Limited(String reason, Duration pause) implements SyncOutcome {}

    /**
     * The forge does not accept us, or not for this repository: to be tried again when somebody acts.
     *
     * @param reason for people, without secrets
     */
    record Refused(String reason) implements SyncOutcome {}

    /** There is no such repository any more, or it follows nothing any more. */
    record Gone() implements SyncOutcome {}

    /** The pass was given up in the middle: the process stops, or the lease was lost. */
    record GivenUp() implements SyncOutcome {}
}
