package dev.millrace.sync.sync;

import dev.millrace.events.EventIds;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes down that a pass began and how it ended, each with its event in the same transaction. A sweep that finds nothing is
 * no news: it has no events.
 */
@Singleton
class FinishSync {

    private final Database database;
    private final MirrorStore mirrors;
    private final Outbox outbox;
    private final SyncConfig config;
    private final Clock clock;

    FinishSync(Database database, MirrorStore mirrors, Outbox outbox, SyncConfig config, Clock clock) {
        this.database = database;
        this.mirrors = mirrors;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
    }

    /** Leases the next mirror that is due, if there is one, and announces a pass that somebody wished for. */
    Optional<Lease> begin() {
        return database.inTransaction(tx -> {
            Optional<Lease> lease = mirrors.lease(tx, UUID.randomUUID(), config.lease());
            lease.filter(Lease::requested).ifPresent(taken -> announce(tx, taken));
            return lease;
        });
    }

    void end(Lease lease, SyncOutcome outcome) {
        database.useTransaction(tx -> {
            switch (outcome) {
                case SyncOutcome.Equal equal -> succeed(tx, lease, equal);
                case SyncOutcome.Failed(String reason, Optional<Duration> pause) ->
                    fail(tx, lease, reason, pause.orElseGet(() -> backoff(lease)), false);
                case SyncOutcome.Refused(String reason) -> fail(tx, lease, reason, config.credentialsBackoff(), true);
                case SyncOutcome.Gone gone ->
                    mirrors.remove(tx, lease.repository().id());
                case SyncOutcome.GivenUp givenUp -> mirrors.release(tx, lease.syncId());
            }
        });
    }

    private void succeed(Transaction tx, Lease lease, SyncOutcome.Equal equal) {
        if (!mirrors.succeed(tx, lease.syncId(), equal.checkedAt(), equal.refsVersion(), nextSweep())) {
            return;
        }
        if (!lease.requested() && equal.refsMoved() == 0) {
            return;
        }
        if (!lease.requested()) {
            announce(tx, lease);
        }
        outbox.add(
                tx,
                new SyncSucceeded(
                        EventIds.of("git.sync.succeeded", lease.syncId()),
                        lease.repository(),
                        lease.syncId(),
                        equal.refsMoved(),
                        equal.refsVersion(),
                        equal.checkedAt()));
    }

    private void fail(Transaction tx, Lease lease, String reason, Duration wait, boolean credentials) {
        Instant now = clock.instant();
        if (!mirrors.fail(tx, lease.syncId(), reason, now, wait, credentials)) {
            return;
        }
        if (!lease.requested()) {
            announce(tx, lease);
        }
        outbox.add(
                tx,
                new SyncFailed(
                        EventIds.of("git.sync.failed", lease.syncId()),
                        lease.repository(),
                        lease.syncId(),
                        reason,
                        credentials ? Optional.empty() : Optional.of(now.plus(wait)),
                        now));
    }

    private void announce(Transaction tx, Lease lease) {
        outbox.add(
                tx,
                new SyncStarted(
                        EventIds.of("git.sync.started", lease.syncId()),
                        lease.repository(),
                        lease.syncId(),
                        lease.requested() ? lease.reason() : "sweep",
                        clock.instant()));
    }

    private Duration backoff(Lease lease) {
        return SyncBackoff.after(
                lease.failures() + 1,
                config.firstBackoff(),
                config.longestBackoff(),
                ThreadLocalRandom.current().nextDouble());
    }

    /** A tenth more or less, so that mirrors that were added together drift apart. */
    private Duration nextSweep() {
        double factor = 0.9 + ThreadLocalRandom.current().nextDouble() * 0.2;
        return Duration.ofMillis(Math.round(config.sweepInterval().toMillis() * factor));
    }
}
