package dev.millrace.sync.queue;

import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.kit.work.Backoff;
import dev.millrace.sync.SyncConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Decides what is recorded when a pass ends, and when the next one is due. */
final class EndPass {

    private final SyncConfig config;
    private final Backoff backoff;
    private final Clock clock;
    private final DoubleSupplier random;

    /** @param random 0 up to 1, so that mirrors that were polled or failed together are not polled together again */
    EndPass(SyncConfig config, Clock clock, DoubleSupplier random) {
        this.config = config;
        this.backoff = new Backoff(config.firstBackoff(), config.longestBackoff());
        this.clock = clock;
        this.random = random;
    }

    Ending handle(Lease lease, SyncOutcome outcome) {
        return switch (outcome) {
            case SyncOutcome.Equal equal -> succeeded(lease, equal);
            case SyncOutcome.Failed(String reason, Optional<Duration> pause) ->
                failed(lease, reason, pause.or(() -> Optional.of(backoff(lease))), Optional.empty());
            case SyncOutcome.Limited(String reason, Duration pause) ->
                failed(lease, reason, Optional.of(pause), Optional.of(pause));
            case SyncOutcome.Refused(String reason, boolean isMissing) -> refused(lease, reason, isMissing);
            case SyncOutcome.Gone gone -> new Ending.Gone();
            case SyncOutcome.GivenUp givenUp -> new Ending.Released();
        };
    }

    private Ending succeeded(Lease lease, SyncOutcome.Equal equal) {
        Instant now = clock.instant();
        boolean isWaiting = !equal.arrived().containsAll(lease.awaited());
        boolean isNews = lease.requested() || equal.refsMoved() > 0;
        RunRow run = run(
                lease,
                now,
                equal.faults().isEmpty() ? RunRow.Outcome.SUCCEEDED : RunRow.Outcome.PARTIAL,
                equal.refsMoved(),
                Optional.of(String.join("; ", equal.faults())).filter(text -> !text.isEmpty()),
                Optional.empty());
        return new Ending.Succeeded(
                equal,
                isWaiting ? Optional.of(config.awaitPause()) : nextPoll(lease, now),
                Optional.of(run).filter(passed -> isNews || lease.failures() > 0),
                isNews,
                now);
    }

    private Ending failed(Lease lease, String reason, Optional<Duration> delay, Optional<Duration> pause) {
        return new Ending.Failed(
                reason, delay, false, false, pause, failedRun(lease, RunRow.Outcome.FAILED, reason, delay));
    }

    /** An upstream that is read without a credential is not polled without a request. */
    private Ending refused(Lease lease, String reason, boolean isMissing) {
        Optional<Duration> delay =
                lease.mode() == UpstreamMode.PUBLIC ? Optional.empty() : Optional.of(config.credentialsBackoff());
        return new Ending.Failed(
                reason,
                delay,
                true,
                isMissing,
                Optional.empty(),
                failedRun(lease, RunRow.Outcome.REFUSED, reason, delay));
    }

    private RunRow failedRun(Lease lease, RunRow.Outcome outcome, String reason, Optional<Duration> delay) {
        Instant now = clock.instant();
        return run(lease, now, outcome, 0, Optional.of(reason), delay.map(now::plus));
    }

    private static RunRow run(
            Lease lease,
            Instant endedAt,
            RunRow.Outcome outcome,
            int refsMoved,
            Optional<String> error,
            Optional<Instant> retryAt) {
        return new RunRow(
                lease.syncId(), lease.cause(), lease.startedAt(), endedAt, outcome, refsMoved, error, retryAt);
    }

    private Duration backoff(Lease lease) {
        return backoff.after(lease.failures() + 1, random.getAsDouble());
    }

    /** Never for an upstream that is read only on request. */
    private Optional<Duration> nextPoll(Lease lease, Instant now) {
        return lease.mode() == UpstreamMode.PUBLIC
                ? Optional.empty()
                : Optional.of(PollInterval.after(
                        Duration.between(lease.activeAt(), now),
                        config.pollInterval(),
                        config.longestPollInterval(),
                        random.getAsDouble()));
    }
}
