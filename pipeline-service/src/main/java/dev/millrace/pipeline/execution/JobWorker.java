package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.HeldLeases;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobClaim;
import dev.millrace.pipeline.build.Jobs;
import dev.millrace.pipeline.build.QueueLimits;
import dev.millrace.pipeline.executor.Executor;
import dev.millrace.pipeline.executor.Isolation;
import dev.millrace.pipeline.executor.ServiceUser;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The slots in which this instance runs jobs. The claims of running jobs are renewed, and a renewal also reports whether the build
 * is cancelled.
 */
@Singleton
final class JobWorker implements LeasedWork<JobClaim>, HeldLeases.Renewal {

    private static final Logger LOG = Logger.getLogger(JobWorker.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT_AFTER_INTERRUPT = Duration.ofSeconds(1);

    private static final Duration EXPIRY_CHECK = Duration.ofMillis(500);

    private final Database database;
    private final Jobs jobs;
    private final TakeBackJobs takeBackJobs;
    private final RunClaimedJob runClaimedJob;
    private final Executor executor;
    private final Signals signals;
    private final PipelineConfig config;
    private final QueueLimits limits;
    private final int slots;
    private final Duration lease;
    private final Clock clock;
    private final WorkLoop<JobClaim> loop;
    private final HeldLeases leases;
    private final PollLoop expiries;
    private final Map<UUID, RunningJob> running = new ConcurrentHashMap<>();
    private final AtomicBoolean couldStart = new AtomicBoolean(true);

    JobWorker(
            Database database,
            Jobs jobs,
            TakeBackJobs takeBackJobs,
            RunClaimedJob runClaimedJob,
            Executor executor,
            Signals signals,
            PipelineConfig config,
            Clock clock) {
        this.database = database;
        this.jobs = jobs;
        this.takeBackJobs = takeBackJobs;
        this.runClaimedJob = runClaimedJob;
        this.executor = executor;
        this.signals = signals;
        this.config = config;
        this.limits = QueueLimits.of(config.limits());
        this.slots = config.parallelBuilds().orElse(config.parallelJobs());
        this.lease = config.buildLease().orElse(config.jobLease());
        this.clock = clock;
        this.loop = WorkLoop.onVirtualThreads("job", slots, config.pollInterval(), this);
        this.leases = new HeldLeases("job", lease, this);
        this.expiries = new PollLoop("job-expiries", new Backoff(EXPIRY_CHECK, EXPIRY_CHECK), this::stopExpired);
    }

    void start(@Observes StartupEvent event, QueueMeters queues, MeterRegistry meters) {
        // also where no job runs: an instance of another setting may run them
        queues.watch("millrace.pipeline.jobs", "jobs that could run now", Tags.empty(), jobs::waiting);
        Gauge.builder("millrace.pipeline.jobs.running", running, Map::size)
                .description("jobs that this process runs now")
                .register(meters);
        if (slots == 0 || !mayRunJobs()) {
            return;
        }
        signals.listen(Builds.SIGNAL, loop::wake);
        // a request to cancel is a signal on the same channel
        signals.listen(Builds.SIGNAL, leases::renewNow);
        leases.start();
        expiries.start();
        loop.start();
    }

    /** Whether jobs are isolated as the settings require; logs how. */
    private boolean mayRunJobs() {
        return switch (executor.isolation()) {
            case Isolation.Sandboxed(String text) -> {
                LOG.infof("jobs run in a sandbox: %s", text);
                yield true;
            }
            case Isolation.Unsandboxed(String reason, boolean isChosen) -> {
                LOG.warnf(
                        "JOBS RUN WITHOUT A SANDBOX and can reach whatever this service can: %s. Install bubblewrap, or see"
                                + " 'What a job can reach' in docs/pipelines.md",
                        reason);
                ServiceUser.current().warning().ifPresent(LOG::warn);
                yield true;
            }
            case Isolation.Refused(String reason) -> {
                LOG.errorf(
                        "no jobs run on this instance: millrace.pipeline.sandbox is 'required', but there is no sandbox: %s",
                        reason);
                yield false;
            }
        };
    }

    /** Runs before any worker is awaited, so that all stop at the same time and none sleeps through shutdown. */
    void requestStop(@Observes @Priority(1) ShutdownEvent event) {
        loop.requestStop();
        if (config.drainTimeout().isZero()) {
            handBackAll();
        }
    }

    void stop(@Observes @Priority(3000) ShutdownEvent event) {
        drain();
        handBackAll();
        if (!loop.stop(STOP_TIMEOUT, STOP_TIMEOUT_AFTER_INTERRUPT)) {
            LOG.warnf("%d jobs did not stop in time; their leases expire", running.size());
        }
        leases.close();
        expiries.stop(Duration.ZERO);
    }

    private void handBackAll() {
        running.values().forEach(job -> job.stop(new StopReason.ShuttingDown()));
    }

    /** Lets running jobs go on for as long as is configured. */
    private void drain() {
        Instant until = clock.instant().plus(config.drainTimeout());
        try {
            for (RunningJob job : List.copyOf(running.values())) {
                job.awaitEnd(Duration.between(clock.instant(), until));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<JobClaim> claim() {
        takeBackJobs.lost();
        if (!canStart()) {
            return Optional.empty();
        }
        return database.inTransaction(tx -> jobs.claim(tx, lease, limits));
    }

    /** Jobs wait while what runs them does not respond, instead of failing one after the other. */
    private boolean canStart() {
        Optional<String> reason = executor.unavailable();
        boolean changed = couldStart.getAndSet(reason.isEmpty()) != reason.isEmpty();
        if (changed) {
            LOG.warn(reason.map(text -> "jobs wait: " + text).orElse("jobs start again"));
        }
        return reason.isEmpty();
    }

    @Override
    public void work(JobClaim claim) throws InterruptedException {
        try (var fields = LogFields.of(LogFields.BUILD_ID, claim.buildId())) {
            TraceSpan.ofWork("run job", claim.traceparent().orElse(null))
                    .with(LogFields.BUILD_ID, claim.buildId())
                    .run(() -> run(claim));
        }
    }

    private void run(JobClaim claim) throws InterruptedException {
        var job = new RunningJob(claim.lease(), heldUntil(clock.instant()));
        running.put(claim.lease(), job);
        leases.hold(claim.lease());
        if (loop.isStopping() && config.drainTimeout().isZero()) {
            job.stop(new StopReason.ShuttingDown());
        }
        try {
            runClaimedJob.run(claim, job.stopReason());
        } finally {
            running.remove(claim.lease());
            leases.release(claim.lease());
            job.ended();
        }
    }

    @Override
    public Set<UUID> renew(Set<UUID> held) {
        Instant until = heldUntil(clock.instant());
        Map<UUID, Optional<String>> renewed = database.inTransaction(tx -> jobs.renew(tx, held, lease));
        held.stream()
                .map(running::get)
                .filter(Objects::nonNull)
                .forEach(job -> job.renewed(Optional.ofNullable(renewed.get(job.lease())), until));
        return renewed.keySet();
    }

    /** Stops jobs in time whose claims cannot be renewed, also while the thread that renews them waits for the database. */
    private Next stopExpired() {
        Instant now = clock.instant();
        running.values().forEach(job -> job.stopIfExpired(now));
        return Next.poll(EXPIRY_CHECK);
    }

    /** When a job must stop that cannot be renewed: its processes have to end before another worker may start them again. */
    private Instant heldUntil(Instant renewedAt) {
        return renewedAt.plus(lease.multipliedBy(2).dividedBy(3));
    }
}
