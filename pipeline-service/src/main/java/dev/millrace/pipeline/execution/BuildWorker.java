package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.WakeUp;
import dev.millrace.pipeline.Workers;
import dev.millrace.pipeline.build.BuildClaim;
import dev.millrace.pipeline.build.Builds;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The slots in which this instance runs builds. Beside each running build another thread keeps its claim alive and learns
 * that it shall stop.
 */
@Singleton
final class BuildWorker {

    private static final Logger LOG = Logger.getLogger(BuildWorker.class);

    private final Database database;
    private final Builds builds;
    private final RunBuild runBuild;
    private final Signals signals;
    private final PipelineConfig config;
    private final Clock clock;
    private final Workers workers = new Workers();
    private final List<WakeUp> wakeUps = new CopyOnWriteArrayList<>();
    private final Set<CompletableFuture<StopReason>> running = ConcurrentHashMap.newKeySet();

    BuildWorker(
            Database database, Builds builds, RunBuild runBuild, Signals signals, PipelineConfig config, Clock clock) {
        this.database = database;
        this.builds = builds;
        this.runBuild = runBuild;
        this.signals = signals;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        if (config.parallelBuilds() > 0) {
            ServiceUser.current().warning().ifPresent(LOG::warn);
        }
        for (int slot = 0; slot < config.parallelBuilds(); slot++) {
            var wakeUp = new WakeUp();
            wakeUps.add(wakeUp);
            signals.listen(Builds.SIGNAL, wakeUp::call);
            workers.start("build-slot-" + slot, () -> serve(wakeUp));
        }
    }

    /** Before any worker is waited for: so they all end at the same time, and none sleeps through the end. */
    void askToStop(@Observes @Priority(1) ShutdownEvent event) {
        workers.askToStop();
        wakeUps.forEach(WakeUp::call);
        running.forEach(stop -> stop.complete(new StopReason.ShuttingDown()));
    }

    void stop(@Observes @Priority(3000) ShutdownEvent event) {
        workers.stop();
    }

    private void serve(WakeUp wakeUp) throws InterruptedException {
        while (!workers.stopping()) {
            try {
                Optional<BuildClaim> claim = database.inTransaction(tx -> builds.claim(tx, leaseEnd()));
                if (claim.isPresent()) {
                    run(claim.get(), wakeUp);
                    continue;
                }
            } catch (RuntimeException e) {
                LOG.errorf(e, "a build slot failed; its build is taken up again when the lease ends");
            }
            wakeUp.await(config.pollInterval());
        }
    }

    private void run(BuildClaim claim, WakeUp wakeUp) throws InterruptedException {
        var stop = new CompletableFuture<StopReason>();
        running.add(stop);
        if (workers.stopping()) {
            stop.complete(new StopReason.ShuttingDown());
        }
        var ended = new AtomicBoolean();
        Thread keeper =
                Thread.ofVirtual().name("keep-" + claim.buildId()).start(() -> keep(claim, stop, ended, wakeUp));
        try {
            runBuild.run(claim, stop);
        } finally {
            running.remove(stop);
            ended.set(true);
            wakeUp.call();
            keeper.join();
        }
    }

    private void keep(BuildClaim claim, CompletableFuture<StopReason> stop, AtomicBoolean ended, WakeUp wakeUp) {
        Instant heldUntil = leaseEnd();
        try {
            while (!ended.get()) {
                heldUntil = renew(claim, stop, heldUntil);
                // also woken by the wish to cancel, which is a signal on the same channel
                wakeUp.await(renewInterval());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Instant renew(BuildClaim claim, CompletableFuture<StopReason> stop, Instant heldUntil) {
        Instant until = leaseEnd();
        try {
            Builds.Renewal renewal = database.inTransaction(tx -> builds.renew(tx, claim, until));
            if (!renewal.held()) {
                stop.complete(new StopReason.ClaimLost());
            }
            renewal.cancelledBy().ifPresent(by -> stop.complete(new StopReason.Cancelled(by)));
            return until;
        } catch (RuntimeException e) {
            LOG.warnf("claim not renewed: buildId=%s: %s", claim.buildId(), e.getMessage());
            if (heldUntil.isBefore(clock.instant())) {
                stop.complete(new StopReason.ClaimLost());
            }
            return heldUntil;
        }
    }

    private Instant leaseEnd() {
        return clock.instant().plus(config.buildLease());
    }

    private Duration renewInterval() {
        return config.buildLease().dividedBy(3);
    }
}
