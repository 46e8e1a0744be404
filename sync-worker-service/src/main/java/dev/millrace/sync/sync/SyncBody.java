package dev.millrace.sync.sync;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether a mirror is current.
 *
 * @param state see {@link State}
 * @param behind whether a sync was asked for that has not succeeded yet
 * @param lastCheckedAt the mirror is at least as fresh as this
 * @param lastSucceededAt when the last pass that succeeded read the upstream's refs; the same instant
 * @param lastFailedAt when a pass failed last, perhaps before the last success
 * @param lastError what that failure was
 * @param retryAt when a failed pass is made again
 */
record SyncBody(
        UUID repositoryId,
        String repository,
        String upstream,
        State state,
        boolean behind,
        Optional<Instant> lastCheckedAt,
        Optional<Instant> lastSucceededAt,
        Optional<Instant> lastFailedAt,
        Optional<String> lastError,
        Optional<Instant> retryAt) {

    /** State of a mirror. */
    enum State {
        /** Equal to its upstream when it was last looked at. */
        CURRENT,
        /** A pass is wanted and will begin soon. */
        PENDING,
        /** A pass is under way. */
        SYNCING,
        /** The last pass failed; it is made again. */
        FAILING,
        /** The forge refuses our credentials or the repository is not there for us. */
        REFUSED,
        /** The installation is suspended, removed or no longer lists the repository. */
        PARKED
    }

    static SyncBody of(MirrorRow row) {
        State state = state(row);
        return new SyncBody(
                row.repositoryId(),
                row.name(),
                row.cloneUrl(),
                state,
                row.behind(),
                row.checkedAt(),
                row.checkedAt(),
                row.failedAt(),
                row.lastError(),
                state == State.FAILING ? Optional.of(row.notBefore()) : Optional.empty());
    }

    private static State state(MirrorRow row) {
        if (row.parked().filter("INSTALLATION"::equals).isPresent()) {
            return State.PARKED;
        }
        if (row.leased()) {
            return State.SYNCING;
        }
        if (row.parked().isPresent()) {
            return State.REFUSED;
        }
        if (row.failures() > 0) {
            return State.FAILING;
        }
        return row.behind() ? State.PENDING : State.CURRENT;
    }
}
