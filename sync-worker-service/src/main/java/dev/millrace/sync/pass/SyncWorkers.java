package dev.millrace.sync.pass;

import dev.millrace.kit.database.Signals;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.OutcomeLabel;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.work.HeldLeases;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.sync.SyncConfig;
import dev.millrace.sync.queue.Lease;
import dev.millrace.sync.queue.MirrorQueue;
import dev.millrace.sync.queue.SyncJournal;
import dev.millrace.sync.queue.SyncOutcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Leases due mirrors and makes the passes, several at once, until the process stops. */
@ApplicationScoped
class SyncWorkers implements LeasedWork<Lease>, HeldLeases.Renewal {

    private static final Logger LOG = Logger.getLogger(SyncWorkers.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final SyncJournal journal;
    private final RunSync runSync;
    private final MeterRegistry meters;
    private final Map<UUID, SyncProgress> running = new ConcurrentHashMap<>();
    private final HeldLeases leases;
    private final WorkLoop<Lease> loop;

    SyncWorkers(SyncJournal journal, RunSync runSync, SyncConfig config, MeterRegistry meters) {
        this.journal = journal;
        this.runSync = runSync;
        this.meters = meters;
        this.leases = new HeldLeases("sync", config.lease(), this);
        // a pass parses packs and walks histories, which would block the carriers of virtual threads
        this.loop = WorkLoop.onPlatformThreads("sync", config.workers(), this);
    }

    void start(@Observes @Priority(4000) StartupEvent event, Signals signals, QueueMeters queues) {
        Gauge.builder("millrace.sync.running", leases, HeldLeases::count)
                .description("sync passes in progress in this process")
                .register(meters);
        queues.watch("millrace.sync.mirrors", "mirrors that are due", Tags.empty(), journal::waiting);
        signals.listen(MirrorQueue.WORK, loop::wake);
        leases.start();
        loop.start();
    }

    /** Passes in progress end without having changed anything and release their leases. */
    void stop(@Observes ShutdownEvent event) {
        leases.cancelAll();
        if (!loop.stop(STOP_TIMEOUT)) {
            LOG.warnf("%d syncs did not stop in time; their leases expire", leases.count());
        }
        leases.close();
    }

    @Override
    public Optional<Lease> claim() {
        return journal.begin();
    }

    @Override
    public void work(Lease lease) {
        try (var fields = LogFields.of(LogFields.SYNC_ID, lease.syncId())
                .and(LogFields.REPOSITORY_ID, lease.repository().id())) {
            TraceSpan.ofWork("sync pass", lease.traceparent().orElse(null))
                    .with(LogFields.SYNC_ID, lease.syncId())
                    .with(LogFields.REPOSITORY_ID, lease.repository().id())
                    .run(() -> makePass(lease));
        }
    }

    private void makePass(Lease lease) {
        var timer = Timer.start(meters);
        String outcome = "error";
        try {
            SyncOutcome made = pass(lease);
            // an interrupt was for the pass; releasing the lease still needs the database
            if (Thread.interrupted()) {
                LOG.debugf("syncId=%s was interrupted", lease.syncId());
            }
            log(lease, made);
            outcome = OutcomeLabel.of(made);
            journal.end(lease, made);
        } catch (RuntimeException e) {
            // the database is unavailable: the lease expires and another worker begins again
            LOG.errorf(
                    e,
                    "syncId=%s repositoryId=%s not finished",
                    lease.syncId(),
                    lease.repository().id());
        } finally {
            timer.stop(Timer.builder("millrace.sync.pass")
                    .description("sync passes that ended")
                    .tag("outcome", outcome)
                    .register(meters));
        }
    }

    private SyncOutcome pass(Lease lease) {
        var progress = new SyncProgress();
        running.put(lease.syncId(), progress);
        BooleanSupplier cancelled = leases.hold(lease.syncId());
        try {
            return runSync.run(lease, progress, cancelled);
        } catch (RuntimeException e) {
            if (cancelled.getAsBoolean()) {
                LOG.debugf(e, "syncId=%s ended by force", lease.syncId());
                return new SyncOutcome.GivenUp();
            }
            LOG.errorf(
                    e,
                    "syncId=%s repositoryId=%s failed",
                    lease.syncId(),
                    lease.repository().id());
            return new SyncOutcome.Failed("internal error, sync " + lease.syncId(), Optional.empty());
        } finally {
            running.remove(lease.syncId());
            leases.release(lease.syncId());
        }
    }

    @Override
    public Set<UUID> renew(Set<UUID> held) {
        return journal.renew(held);
    }

    @Override
    public void renewed(Set<UUID> kept) {
        Map<UUID, String> progress = new HashMap<>();
        running.forEach((syncId, pass) -> {
            if (kept.contains(syncId)) {
                progress.put(syncId, pass.text());
            }
        });
        journal.progress(progress);
    }

    private static void log(Lease lease, SyncOutcome outcome) {
        var repository = lease.repository();
        switch (outcome) {
            case SyncOutcome.Equal equal -> {
                if (equal.refsMoved() > 0 || lease.requested()) {
                    LOG.infof(
                            "synced repositoryId=%s name=%s syncId=%s refsMoved=%d refsVersion=%d reason=\"%s\"",
                            repository.id(),
                            repository.name(),
                            lease.syncId(),
                            equal.refsMoved(),
                            equal.refsVersion(),
                            lease.cause());
                }
            }
            case SyncOutcome.Failed failed ->
                LOG.warnf(
                        "sync failed repositoryId=%s name=%s syncId=%s failures=%d: %s",
                        repository.id(), repository.name(), lease.syncId(), lease.failures() + 1, failed.reason());
            case SyncOutcome.Limited limited ->
                LOG.warnf(
                        "sync waits repositoryId=%s syncId=%s budget=%s seconds=%d: %s",
                        repository.id(),
                        lease.syncId(),
                        lease.budget(),
                        limited.pause().toSeconds(),
                        limited.reason());
            case SyncOutcome.Refused refused ->
                LOG.warnf(
                        "sync refused repositoryId=%s name=%s syncId=%s: %s",
                        repository.id(), repository.name(), lease.syncId(), refused.reason());
            case SyncOutcome.Gone gone -> LOG.infof("repositoryId=%s is gone", repository.id());
            case SyncOutcome.GivenUp givenUp -> LOG.infof("syncId=%s given up", lease.syncId());
        }
    }
}
