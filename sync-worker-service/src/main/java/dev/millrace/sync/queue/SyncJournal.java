package dev.millrace.sync.queue;

import dev.millrace.events.EventIds;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.work.Backoff;
import dev.millrace.sync.SyncConfig;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Records that a pass began and how it ended, each with its event in the same transaction. A poll that finds nothing has no
 * events.
 */
@Singleton
public final class SyncJournal {

    /** The signal that a pass has ended. */
    public static final String ENDED = "sync_ended";

    private final Database database;
    private final MirrorStore mirrors;
    private final MirrorStateStore states;
    private final LeaseStore leases;
    private final UpstreamKeyStore keys;
    private final AwaitedCommitStore awaited;
    private final BudgetStore budgets;
    private final RunStore runs;
    private final Upstreams upstreams;
    private final Outbox outbox;
    private final SyncConfig config;
    private final Backoff backoff;
    private final Clock clock;

    SyncJournal(
            Database database,
            MirrorStore mirrors,
            MirrorStateStore states,
            LeaseStore leases,
            UpstreamKeyStore keys,
            AwaitedCommitStore awaited,
            BudgetStore budgets,
            RunStore runs,
            Upstreams upstreams,
            Outbox outbox,
            SyncConfig config,
            Clock clock) {
        this.database = database;
        this.mirrors = mirrors;
        this.states = states;
        this.leases = leases;
        this.keys = keys;
        this.awaited = awaited;
        this.budgets = budgets;
        this.runs = runs;
        this.upstreams = upstreams;
        this.outbox = outbox;
        this.config = config;
        this.backoff = new Backoff(config.firstBackoff(), config.longestBackoff());
        this.clock = clock;
    }

    /** Leases the next mirror that is due, if there is one, and announces a pass that was requested. */
    public Optional<Lease> begin() {
        return database.inTransaction(tx -> {
            Optional<Lease> lease = leases.lease(tx, UUID.randomUUID(), config.lease(), config.runningPerBudget())
                    .map(taken -> loggedIn(tx, taken))
                    .map(taken ->
                            taken.awaiting(awaited.list(tx, taken.repository().id())));
            lease.filter(Lease::requested).ifPresent(taken -> announce(tx, taken, taken.repository()));
            return lease;
        });
    }

    /** The team may have stored a credential since the last pass. */
    private Lease loggedIn(Transaction tx, Lease lease) {
        UUID id = lease.repository().id();
        Optional<UpstreamMode> requested = lease.attached()
                ? upstreams
                        .find(tx, id)
                        .map(upstream -> upstream.origin().mode())
                        .filter(mode -> mode != lease.mode())
                : Optional.empty();
        return requested
                .map(mode -> {
                    Lease changed = lease.in(mode);
                    mirrors.useCredential(tx, id, mode, changed.budget());
                    return changed;
                })
                .orElse(lease);
    }

    /** Renews leases from now. Those that are not in the result are lost: they expired, and another pass began. */
    public Set<UUID> renew(Set<UUID> syncIds) {
        return database.inTransaction(tx -> leases.renew(tx, syncIds, config.lease()));
    }

    /** Writes how far passes are, human-readable, by the ids of their leases. */
    public void progress(Map<UUID, String> progress) {
        database.useTransaction(tx -> progress.forEach((syncId, text) -> leases.progress(tx, syncId, text)));
    }

    /** How many mirrors wait for a requested pass. */
    public long behind() {
        return database.inTransaction(states::countBehind);
    }

    /** Records how a pass ended. After its lease was lost, nothing is written. */
    public void end(Lease lease, SyncOutcome outcome) {
        database.useTransaction(tx -> {
            switch (outcome) {
                case SyncOutcome.Equal equal -> succeed(tx, lease, equal);
                case SyncOutcome.Failed(String reason, Optional<Duration> pause) ->
                    fail(tx, lease, reason, Optional.of(pause.orElseGet(() -> backoff(lease))), false);
                case SyncOutcome.Limited(String reason, Duration pause) -> {
                    budgets.pause(tx, lease.budget(), pause, reason);
                    fail(tx, lease, reason, Optional.of(pause), false);
                }
                case SyncOutcome.Refused(String reason) ->
                    fail(
                            tx,
                            lease,
                            reason,
                            // such an upstream is not polled without a request
                            lease.mode() == UpstreamMode.PUBLIC
                                    ? Optional.empty()
                                    : Optional.of(config.credentialsBackoff()),
                            true);
                case SyncOutcome.Gone gone ->
                    mirrors.remove(tx, lease.repository().id());
                case SyncOutcome.GivenUp givenUp -> leases.release(tx, lease.syncId());
            }
            Signals.send(tx, ENDED);
        });
    }

    private void succeed(Transaction tx, Lease lease, SyncOutcome.Equal equal) {
        UUID id = lease.repository().id();
        boolean waiting = !equal.arrived().containsAll(lease.awaited());
        if (!leases.succeed(tx, lease.syncId(), equal, waiting ? Optional.of(config.awaitPause()) : nextPoll(lease))) {
            return;
        }
        MirroredRepository repository = current(tx, lease);
        upstreams.checked(tx, id, equal.checkedAt());
        awaited.remove(tx, id, equal.arrived());
        if (!equal.vanished().isEmpty()) {
            mirrors.undemand(tx, id, equal.vanished());
        }
        boolean news = lease.requested() || equal.refsMoved() > 0;
        if (news || lease.failures() > 0) {
            String error = String.join("; ", equal.faults());
            runs.add(
                    tx,
                    id,
                    run(
                            lease,
                            equal.faults().isEmpty() ? "SUCCEEDED" : "PARTIAL",
                            equal.refsMoved(),
                            Optional.of(error).filter(text -> !text.isEmpty()),
                            Optional.empty()));
        }
        if (lease.attached()) {
            upstreams.succeeded(tx, id);
            if (upstreams.find(tx, id).filter(Upstream::isAttached).isEmpty()) {
                // an import ends with its first success
                mirrors.remove(tx, id);
            }
        }
        if (!news) {
            return;
        }
        if (!lease.requested()) {
            announce(tx, lease, repository);
        }
        outbox.add(
                tx,
                new SyncSucceeded(
                        EventIds.of("git.sync.succeeded", lease.syncId()),
                        repository,
                        lease.syncId(),
                        equal.refsMoved(),
                        equal.refsVersion(),
                        equal.checkedAt()));
    }

    private void fail(Transaction tx, Lease lease, String reason, Optional<Duration> wait, boolean credentials) {
        UUID id = lease.repository().id();
        Instant now = clock.instant();
        if (!leases.fail(tx, lease.syncId(), reason, now, wait, credentials)) {
            return;
        }
        if (credentials && lease.attached() && keys.unidentify(tx, id).isPresent()) {
            upstreams.unidentify(tx, id);
        }
        MirroredRepository repository = current(tx, lease);
        Optional<Instant> retryAt = wait.map(now::plus);
        runs.add(tx, id, run(lease, credentials ? "REFUSED" : "FAILED", 0, Optional.of(reason), retryAt));
        if (lease.attached()) {
            upstreams.failed(tx, id, reason);
        }
        if (!lease.requested()) {
            announce(tx, lease, repository);
        }
        outbox.add(
                tx,
                new SyncFailed(
                        EventIds.of("git.sync.failed", lease.syncId()),
                        repository,
                        lease.syncId(),
                        reason,
                        credentials ? Optional.empty() : retryAt,
                        // not before the start that was announced just now
                        clock.instant()));
    }

    /** The forge's number of the upstream may have been assigned or withdrawn while the pass was in progress. */
    private MirroredRepository current(Transaction tx, Lease lease) {
        MirroredRepository leased = lease.repository();
        return new MirroredRepository(
                leased.id(),
                leased.team(),
                leased.name(),
                mirrors.registration(tx, leased.id()).flatMap(MirrorQueue.Registration::upstreamKey));
    }

    private RunRow run(Lease lease, String outcome, int refsMoved, Optional<String> error, Optional<Instant> retryAt) {
        return new RunRow(
                lease.syncId(),
                lease.requested() ? lease.reason() : "poll",
                lease.startedAt(),
                clock.instant(),
                outcome,
                refsMoved,
                error,
                retryAt);
    }

    private void announce(Transaction tx, Lease lease, MirroredRepository repository) {
        outbox.add(
                tx,
                new SyncStarted(
                        EventIds.of("git.sync.started", lease.syncId()),
                        repository,
                        lease.syncId(),
                        lease.requested() ? lease.reason() : "poll",
                        clock.instant()));
    }

    private Duration backoff(Lease lease) {
        return backoff.after(lease.failures() + 1, ThreadLocalRandom.current().nextDouble());
    }

    /** Never for an upstream that is read only on request. */
    private Optional<Duration> nextPoll(Lease lease) {
        return lease.mode() == UpstreamMode.PUBLIC
                ? Optional.empty()
                : Optional.of(PollInterval.after(
                        Duration.between(lease.activeAt(), clock.instant()),
                        config.pollInterval(),
                        config.longestPollInterval(),
                        ThreadLocalRandom.current().nextDouble()));
    }
}
