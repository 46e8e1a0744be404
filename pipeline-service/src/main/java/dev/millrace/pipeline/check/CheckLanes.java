package dev.millrace.pipeline.check;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.work.HeldLeases;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.check.LaneStore.LaneClaim;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Serves the lanes that have something to publish: one thread for each lane that this instance owns, none for the others.
 * A lane is owned for as long as it has something to do and its owner renews it, also while it waits for the forge: two
 * owners at once could create a check run twice.
 */
@Singleton
final class CheckLanes implements LeasedWork<LaneClaim>, HeldLeases.Renewal {

    private static final Logger LOG = Logger.getLogger(CheckLanes.class);
    /** A lane that has to wait longer than this is released meanwhile. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(2);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT_AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final CheckStore store;
    private final LaneStore lanes;
    private final PublishCheck publishCheck;
    private final Database database;
    private final Signals signals;
    private final PipelineConfig.Check config;
    private final Clock clock;
    private final WorkLoop<LaneClaim> loop;
    private final HeldLeases leases;

    CheckLanes(
            CheckStore store,
            LaneStore lanes,
            PublishCheck publishCheck,
            Database database,
            Signals signals,
            PipelineConfig config,
            Clock clock) {
        this.store = store;
        this.lanes = lanes;
        this.publishCheck = publishCheck;
        this.database = database;
        this.signals = signals;
        this.config = config.check();
        this.clock = clock;
        this.loop =
                WorkLoop.onVirtualThreads("check-lane", config.check().parallelLanes(), config.pollInterval(), this);
        this.leases = new HeldLeases("check-lane", config.check().laneLease(), this);
    }

    void start(@Observes StartupEvent event, QueueMeters queues) {
        queues.watch(
                "millrace.pipeline.check.lanes",
                "installations with check runs that are due",
                Tags.empty(),
                tx -> store.waiting(tx, clock.instant(), config.progressInterval()));
        signals.listen(Checks.SIGNAL, loop::wake);
        leases.start();
        loop.start();
    }

    /** Runs before any worker is awaited, so that all stop at the same time and none sleeps through shutdown. */
    void requestStop(@Observes @Priority(1) ShutdownEvent event) {
        loop.requestStop();
        leases.cancelAll();
    }

    void stop(@Observes @Priority(3000) ShutdownEvent event) {
        if (!loop.stop(STOP_TIMEOUT, STOP_TIMEOUT_AFTER_INTERRUPT)) {
            LOG.warnf("%d check lanes did not stop in time; their leases expire", leases.count());
        }
        leases.close();
    }

    @Override
    public Optional<LaneClaim> claim() {
        Instant now = clock.instant();
        return database.inTransaction(
                tx -> lanes.claim(tx, now, now.plus(config.laneLease()), config.progressInterval()));
    }

    @Override
    public Set<UUID> renew(Set<UUID> owners) {
        Instant until = clock.instant().plus(config.laneLease());
        return database.inTransaction(tx -> lanes.keep(tx, owners, until));
    }

    @Override
    public void work(LaneClaim claim) throws InterruptedException {
        BooleanSupplier mustStop = leases.hold(claim.owner());
        try {
            while (!mustStop.getAsBoolean() && step(claim)) {
                // each step publishes one check run
            }
            database.useTransaction(tx -> lanes.release(tx, claim));
        } finally {
            leases.release(claim.owner());
        }
    }

    /** Publishes what is due first; false when nothing is, or the lane has to wait, or is no longer ours. */
    private boolean step(LaneClaim claim) throws InterruptedException {
        Instant now = clock.instant();
        Optional<Instant> nextWriteAt =
                database.inTransaction(tx -> lanes.keep(tx, claim, now.plus(config.laneLease())));
        if (nextWriteAt.isEmpty()) {
            return false;
        }
        Duration wait = Duration.between(now, nextWriteAt.get());
        if (wait.compareTo(LONGEST_HOLD) > 0) {
            return false;
        }
        if (wait.isPositive() && !loop.pause(wait)) {
            return false;
        }
        // the lane may have got another owner while this one slept
        Optional<CheckRow> due = database.inTransaction(
                tx -> lanes.keep(tx, claim, clock.instant().plus(config.laneLease()))
                        .flatMap(kept -> store.next(tx, claim.lane(), clock.instant(), config.progressInterval())));
        if (due.isEmpty()) {
            return false;
        }
        Instant next = publish(due.get());
        database.useTransaction(tx -> lanes.pause(tx, claim.lane(), next));
        return true;
    }

    private Instant publish(CheckRow row) {
        // a check run has the id of its build, or of the event whose file is broken
        try (var fields = LogFields.of(LogFields.BUILD_ID, row.externalId())) {
            return TraceSpan.ofWork("publish check run", row.traceparent().orElse(null))
                    .with(LogFields.BUILD_ID, row.externalId())
                    .call(() -> publishCheck.publish(row, config.writeSpacing()));
        }
    }
}
