package dev.millrace.sync.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Outcome of one pass. */
public sealed interface SyncOutcome {

    /**
     * The mirror equals what the upstream advertised, except for what is listed here.
     *
     * @param checkedAt just before the upstream's refs were read, by our clock
     * @param refsMoved 0 or more, HEAD included
     * @param refsVersion version of our ref set
     * @param faults refs and large files that could not be mirrored, each with its reason; the others were
     * @param arrived awaited commits that are here now
     * @param vanished refs on demand that the upstream does not have
     * @param movedTo where the repository is now according to the upstream, if that is not the address that is followed
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
        public Equal with(List<String> more) {
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
     * The pass failed; the mirror is as it was before, or further than that after a stage of a first import.
     *
     * @param reason human-readable, without secrets
     * @param pause the forge's retry-after, if it sent one
     */
    record Failed(String reason, Optional<Duration> pause) implements SyncOutcome {}

    /**
     * The forge reports that its rate limit is exceeded; all mirrors of the same budget pause.
     *
     * @param reason human-readable, without secrets
     */
    record Limited(String reason, Duration pause) implements SyncOutcome {}

    /**
     * The forge rejects us, or denies access to this repository: to be retried when a person has acted.
     *
     * @param reason human-readable, without secrets
     * @param isMissing whether the forge reports that there is no such repository
     */
    record Refused(String reason, boolean isMissing) implements SyncOutcome {

        /** The upstream exists, as far as is known. */
        public Refused(String reason) {
            this(reason, false);
        }
    }

    /** The repository no longer exists, or no longer follows anything. */
    record Gone() implements SyncOutcome {}

    /** The pass was aborted: the process stops, or the lease was lost. */
    record GivenUp() implements SyncOutcome {}
}
