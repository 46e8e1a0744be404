package dev.millrace.sync.status;

import dev.millrace.git.settings.FrozenMirror;
import dev.millrace.sync.queue.MirrorRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether a mirror is current.
 *
 * @param mode {@code github-app}, {@code public} or {@code credentials}
 * @param state see {@link State}
 * @param behind whether a requested sync has not succeeded yet
 * @param lastCheckedAt the mirror is at least as fresh as this
 * @param lastSucceededAt when the last pass that succeeded read the upstream's refs; the same instant
 * @param lagSeconds how long nothing has been known of the upstream: since {@code lastCheckedAt}
 * @param lastFailedAt when a pass failed last, perhaps before the last success
 * @param lastError what that failure was; absent once a later pass has succeeded
 * @param retryAt when a failed pass is made again
 * @param nextAttemptAt when the upstream is polled next; absent if only on request
 * @param run the pass that is in progress
 * @param faults refs that could not be mirrored while the others were, each with the reason
 * @param movedTo where the repository is now according to the upstream, if it redirects there; the address that is followed
 *     stays the same
 * @param keptRefs refs that were changed here and differ from the upstream's
 * @param frozenAt since when the upstream has been missing; absent unless the mirror is frozen
 * @param awaited whether the awaited commit is here
 */
record SyncBody(
        UUID repositoryId,
        String repository,
        String upstream,
        String mode,
        State state,
        boolean behind,
        Optional<Instant> lastCheckedAt,
        Optional<Instant> lastSucceededAt,
        Optional<Long> lagSeconds,
        Optional<Instant> lastFailedAt,
        Optional<String> lastError,
        Optional<Instant> retryAt,
        Optional<Instant> nextAttemptAt,
        Optional<PassBody> run,
        List<String> faults,
        Optional<String> movedTo,
        Optional<List<String>> keptRefs,
        Optional<Instant> frozenAt,
        Optional<Boolean> awaited) {

    /** State of a mirror. */
    enum State {
        /** Equal to its upstream when it was last polled. */
        CURRENT,
        /** The same, except for what {@code faults} lists. */
        PARTIAL,
        /** A pass is requested and will begin soon. */
        PENDING,
        /** A pass is in progress. */
        SYNCING,
        /** The last pass failed; it will be retried. */
        FAILING,
        /** The forge rejects our credentials, or the repository does not exist for us. */
        REFUSED,
        /** The installation is suspended, removed or no longer lists the repository. */
        PARKED,
        /** The upstream has vanished, and the mirror stays as it is: it is archived. */
        FROZEN
    }

    /**
     * A pass in progress.
     *
     * @param reason what it is made for
     * @param progress how far it is, human-readable; a few seconds old
     */
    record PassBody(UUID syncId, Instant startedAt, String reason, Optional<String> progress) {}

    static SyncBody of(MirrorRow row, Optional<FrozenMirror> frozen, Instant now) {
        State state = frozen.isPresent() && row.leased().isEmpty() ? State.FROZEN : state(row);
        boolean rests = state == State.PARKED;
        return new SyncBody(
                row.repositoryId(),
                row.name(),
                row.cloneUrl(),
                row.mode().toLowerCase(Locale.ROOT).replace('_', '-'),
                state,
                row.behind(),
                row.checkedAt(),
                row.checkedAt(),
                row.checkedAt().map(at -> Math.max(0, Duration.between(at, now).toSeconds())),
                row.failedAt(),
                frozen.map(FrozenMirror::reason).or(() -> standingError(row)),
                state == State.FAILING ? row.nextAt() : Optional.empty(),
                rests ? Optional.empty() : row.nextAt(),
                row.leased().map(pass -> new PassBody(pass.syncId(), pass.startedAt(), pass.reason(), pass.progress())),
                row.faults(),
                row.movedTo(),
                Optional.empty(),
                frozen.map(FrozenMirror::frozenAt),
                Optional.empty());
    }

    /** The last failure, unless a pass has succeeded since. */
    private static Optional<String> standingError(MirrorRow row) {
        return row.failures() > 0 || row.parked().isPresent() ? row.lastError() : Optional.empty();
    }

    SyncBody withKeptRefs(List<String> refs) {
        return with(Optional.of(refs), awaited);
    }

    SyncBody withAwaited(boolean here) {
        return with(keptRefs, Optional.of(here));
    }

    private SyncBody with(Optional<List<String>> kept, Optional<Boolean> here) {
        return new SyncBody(
                repositoryId,
                repository,
                upstream,
                mode,
                state,
                behind,
                lastCheckedAt,
                lastSucceededAt,
                lagSeconds,
                lastFailedAt,
                lastError,
                retryAt,
                nextAttemptAt,
                run,
                faults,
                movedTo,
                kept,
                frozenAt,
                here);
    }

    private static State state(MirrorRow row) {
        if (row.parked().filter("INSTALLATION"::equals).isPresent()) {
            return State.PARKED;
        }
        if (row.leased().isPresent()) {
            return State.SYNCING;
        }
        if (row.parked().isPresent()) {
            return State.REFUSED;
        }
        if (row.failures() > 0) {
            return State.FAILING;
        }
        if (row.behind()) {
            return State.PENDING;
        }
        return row.faults().isEmpty() ? State.CURRENT : State.PARTIAL;
    }
}
