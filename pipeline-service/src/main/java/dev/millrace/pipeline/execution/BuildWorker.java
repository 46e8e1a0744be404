package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.work.HeldLeases;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.BuildClaim;
import dev.millrace.pipeline.build.Builds;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The slots in which this instance runs builds. The claims of running builds are renewed, and a renewal also reports
 * whether the build is cancelled.
 */
@Singleton
final class BuildWorker implements LeasedWork<BuildClaim>, HeldLeases.Renewal {

    private static final Logger LOG = Logger.getLogger(BuildWorker.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT_AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Database database;
    private final Builds builds;
    private final RunBuild runBuild;
    private final Signals signals;
    private final PipelineConfig config;
    private final Clock clock;
    private final WorkLoop<BuildClaim> loop;
    private final HeldLeases leases;
    private final Map<UUID, RunningBuild> running = new ConcurrentHashMap<>();

    BuildWorker(
            Database database, Builds builds, RunBuild runBuild, Signals signals, PipelineConfig config, Clock clock) {
        this.database = database;
        this.builds = builds;
        this.runBuild = runBuild;
        this.signals = signals;
        this.config = config;
        this.clock = clock;
        this.loop = WorkLoop.onVirtualThreads("build", config.parallelBuilds(), config.pollInterval(), this);
        this.leases = new HeldLeases("build", config.buildLease(), this);
    }

    void start(@Observes StartupEvent event, QueueMeters queues, MeterRegistry meters) {
        // also where no build runs: an instance of another setting may run them
        queues.watch("millrace.pipeline.builds", "builds", Tags.empty(), builds::waiting);
        Gauge.builder("millrace.pipeline.builds.running", running, Map::size)
                .description("builds that this process runs now")
                .register(meters);
        if (config.parallelBuilds() == 0) {
            return;
        }
        ServiceUser.current().warning().ifPresent(LOG::warn);
        signals.listen(Builds.SIGNAL, loop::wake);
        // a request to cancel is a signal on the same channel
        signals.listen(Builds.SIGNAL, leases::renewNow);
        leases.start();
        loop.start();
    }

    /** Runs before any worker is awaited, so that all stop at the same time and none sleeps through shutdown. */
    void requestStop(@Observes @Priority(1) ShutdownEvent event) {
        loop.requestStop();
        running.values().forEach(build -> build.stop(new StopReason.ShuttingDown()));
    }

    void stop(@Observes @Priority(3000) ShutdownEvent event) {
        if (!loop.stop(STOP_TIMEOUT, STOP_TIMEOUT_AFTER_INTERRUPT)) {
            LOG.warnf("%d builds did not stop in time; their leases expire", running.size());
        }
        leases.close();
    }

    @Override
    public Optional<BuildClaim> claim() {
        return database.inTransaction(tx -> builds.claim(tx, leaseEnd()));
    }

    @Override
    public void work(BuildClaim claim) throws InterruptedException {
        try (var fields = LogFields.of(LogFields.BUILD_ID, claim.buildId())) {
            TraceSpan.ofWork("run build", claim.traceparent().orElse(null))
                    .with(LogFields.BUILD_ID, claim.buildId())
                    .run(() -> run(claim));
        }
    }

    private void run(BuildClaim claim) throws InterruptedException {
        var build = new RunningBuild(claim, leaseEnd());
        running.put(claim.lease(), build);
        leases.hold(claim.lease());
        if (loop.isStopping()) {
            build.stop(new StopReason.ShuttingDown());
        }
        // it may have been cancelled before it was claimed
        leases.renewNow();
        try {
            runBuild.run(claim, build.stop);
        } finally {
            running.remove(claim.lease());
            leases.release(claim.lease());
        }
    }

    @Override
    public Set<UUID> renew(Set<UUID> held) {
        List<RunningBuild> all = held.stream()
                .sorted()
                .map(running::get)
                .filter(Objects::nonNull)
                .toList();
        try {
            renew(all);
        } catch (RuntimeException e) {
            Instant now = clock.instant();
            all.forEach(build -> build.notRenewed(now));
            if (all.stream().noneMatch(build -> build.lost)) {
                throw e;
            }
            LOG.warnf("claims expired, since they could not be renewed: %s", e.getMessage());
        }
        Set<UUID> lost = all.stream()
                .filter(build -> build.lost)
                .map(build -> build.claim.lease())
                .collect(Collectors.toSet());
        return held.stream().filter(lease -> !lost.contains(lease)).collect(Collectors.toSet());
    }

    private void renew(List<RunningBuild> all) {
        Instant until = leaseEnd();
        Map<RunningBuild, Builds.Renewal> renewals = new LinkedHashMap<>();
        database.useTransaction(tx -> all.forEach(build -> renewals.put(build, builds.renew(tx, build.claim, until))));
        renewals.forEach((build, renewal) -> build.renewed(renewal, until));
    }

    private Instant leaseEnd() {
        return clock.instant().plus(config.buildLease());
    }

    /** A build in one of the slots; its state belongs to the renewing thread. */
    private static final class RunningBuild {

        private final BuildClaim claim;
        private final CompletableFuture<StopReason> stop = new CompletableFuture<>();
        private Instant heldUntil;
        private boolean lost;

        RunningBuild(BuildClaim claim, Instant heldUntil) {
            this.claim = claim;
            this.heldUntil = heldUntil;
        }

        void stop(StopReason reason) {
            stop.complete(reason);
        }

        void renewed(Builds.Renewal renewal, Instant until) {
            heldUntil = until;
            if (!renewal.held()) {
                lose();
            }
            renewal.cancelledBy().ifPresent(by -> stop(new StopReason.Cancelled(by)));
        }

        /** The database cannot be reached. Once the lease has expired another worker may have the build. */
        void notRenewed(Instant now) {
            if (heldUntil.isBefore(now)) {
                lose();
            }
        }

        private void lose() {
            lost = true;
            stop(new StopReason.ClaimLost());
        }
    }
}
