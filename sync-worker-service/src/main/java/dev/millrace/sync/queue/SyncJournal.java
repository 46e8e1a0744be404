package dev.millrace.sync.queue;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.git.settings.Settings;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.sync.SyncConfig;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Records that a pass began, how far it is, and how it ended: beginning and end each with the event in the same transaction.
 * A poll that finds nothing has no events. What is recorded at the end is decided by {@link EndPass}.
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
    private final Settings settings;
    private final Outbox outbox;
    private final SyncConfig config;
    private final EndPass endPass;
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
            Settings settings,
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
        this.settings = settings;
        this.outbox = outbox;
        this.config = config;
        this.endPass =
                new EndPass(config, clock, () -> ThreadLocalRandom.current().nextDouble());
        this.clock = clock;
    }

    /** Leases the next mirror that is due, if there is one, and announces a pass that was requested. */
    public Optional<Lease> begin() {
        return database.inTransaction(tx -> {
            Optional<Lease> lease = leases.lease(tx, UUID.randomUUID(), config.lease(), config.runningPerBudget())
                    .map(taken -> inCurrentMode(tx, taken))
                    .map(taken ->
                            taken.awaiting(awaited.list(tx, taken.repository().id())));
            lease.filter(Lease::requested).ifPresent(taken -> announce(tx, taken));
            return lease;
        });
    }

    /** In the trace of the request, as everything that the pass itself reports. */
    private void announce(Transaction tx, Lease lease) {
        TraceSpan.ofWork("begin sync pass", lease.traceparent().orElse(null))
                .with(LogFields.SYNC_ID, lease.syncId())
                .run(() -> outbox.add(tx, PassEvents.started(lease, lease.repository(), clock.instant())));
    }

    /** The team may have stored a credential since the last pass. */
    private Lease inCurrentMode(Transaction tx, Lease lease) {
        UUID id = lease.repository().id();
        Optional<UpstreamMode> other = lease.attached()
                ? upstreams
                        .find(tx, id)
                        .map(upstream -> upstream.origin().mode())
                        .filter(mode -> mode != lease.mode())
                : Optional.empty();
        return other.map(mode -> {
                    Lease changed = lease.withMode(mode);
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

    /** Mirrors that are due and that no worker has leased yet. */
    public Waiting waiting(Transaction tx) {
        return states.waiting(tx);
    }

    /** Records how a pass ended. The result of a pass that has lost its lease is discarded. */
    public void end(Lease lease, SyncOutcome outcome) {
        Ending ending = endPass.handle(lease, outcome);
        database.useTransaction(tx -> {
            switch (ending) {
                case Ending.Succeeded succeeded -> succeed(tx, lease, succeeded);
                case Ending.Failed failed -> fail(tx, lease, failed);
                case Ending.Gone gone -> mirrors.remove(tx, lease.repository().id());
                case Ending.Released released -> leases.release(tx, lease.syncId());
            }
            Signals.send(tx, ENDED);
        });
    }

    private void succeed(Transaction tx, Lease lease, Ending.Succeeded ending) {
        UUID id = lease.repository().id();
        SyncOutcome.Equal equal = ending.equal();
        if (!leases.succeed(tx, lease.syncId(), equal, ending.nextPoll())) {
            return;
        }
        MirroredRepository repository = current(tx, lease);
        upstreams.checked(tx, id, equal.checkedAt());
        if (lease.failures() > 0) {
            settings.thaw(tx, id);
        }
        awaited.remove(tx, id, equal.arrived());
        if (!equal.vanished().isEmpty()) {
            mirrors.undemand(tx, id, equal.vanished());
        }
        ending.run().ifPresent(run -> runs.add(tx, id, run));
        if (lease.attached()) {
            upstreams.succeeded(tx, id);
            if (!upstreams.followed(tx, Set.of(id)).contains(id)) {
                // an import ends with its first success; a mirror that an installation took over meanwhile does not
                mirrors.remove(tx, id);
            }
        }
        PassEvents.of(lease, ending, repository).forEach(event -> outbox.add(tx, event));
    }

    private void fail(Transaction tx, Lease lease, Ending.Failed ending) {
        UUID id = lease.repository().id();
        // the rate limit holds for other mirrors even if this lease was lost
        ending.pause().ifPresent(pause -> budgets.pause(tx, lease.budget(), pause, ending.reason()));
        boolean isFrozen = ending.isMissing() && !lease.first() && settings.isArchived(tx, id);
        fail(tx, lease, isFrozen ? ending.frozen() : ending, isFrozen);
    }

    private void fail(Transaction tx, Lease lease, Ending.Failed ending, boolean isFrozen) {
        UUID id = lease.repository().id();
        if (!leases.fail(tx, lease.syncId(), ending)) {
            return;
        }
        if (ending.isRefused() && lease.attached() && keys.unidentify(tx, id).isPresent()) {
            upstreams.unidentify(tx, id);
        }
        if (isFrozen) {
            settings.freeze(tx, id, ending.reason());
        }
        MirroredRepository repository = current(tx, lease);
        runs.add(tx, id, ending.run());
        if (lease.attached()) {
            upstreams.failed(tx, id, ending.reason());
        }
        PassEvents.of(lease, ending, repository).forEach(event -> outbox.add(tx, event));
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
}
