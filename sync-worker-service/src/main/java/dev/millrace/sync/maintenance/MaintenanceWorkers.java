package dev.millrace.sync.maintenance;

import dev.millrace.git.repack.Maintenance;
import dev.millrace.git.repack.MaintenanceLease;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.OutcomeLabel;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.work.HeldLeases;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
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
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Leases repositories whose packs are to be checked, and does what they need, until the process stops. */
@ApplicationScoped
class MaintenanceWorkers implements LeasedWork<MaintenanceLease> {

    private static final Logger LOG = Logger.getLogger(MaintenanceWorkers.class);
    private static final Duration GENTLE_STOP = Duration.ofSeconds(2);

    private final Maintenance maintenance;
    private final PackConfig config;
    private final MeterRegistry meters;
    private final HeldLeases leases;
    private final WorkLoop<MaintenanceLease> loop;

    MaintenanceWorkers(Maintenance maintenance, PackConfig config, MeterRegistry meters) {
        this.maintenance = maintenance;
        this.config = config;
        this.meters = meters;
        this.leases = new HeldLeases("maintenance", config.lease(), held -> maintenance.renew(held, config.lease()));
        this.loop = WorkLoop.onPlatformThreads("maintenance", config.workers(), this);
    }

    void start(@Observes @Priority(4100) StartupEvent event, Signals signals, QueueMeters queues) {
        if (config.workers() == 0) {
            return;
        }
        Gauge.builder("millrace.maintenance.running", leases, HeldLeases::count)
                .description("repositories that this process maintains now")
                .register(meters);
        queues.watch("millrace.maintenance", "repositories due for maintenance", Tags.empty(), maintenance::waiting);
        signals.listen(Maintenance.WORK, loop::wake);
        leases.start();
        loop.start();
    }

    /** Work in progress is aborted without having changed anything. */
    void stop(@Observes ShutdownEvent event) {
        leases.cancelAll();
        if (!loop.stop(GENTLE_STOP)) {
            LOG.warnf("maintenance of %d repositories did not stop in time; leases expire", leases.count());
        }
        leases.close();
    }

    @Override
    public Optional<MaintenanceLease> claim() {
        return maintenance.claim(config.lease());
    }

    @Override
    public void work(MaintenanceLease lease) {
        try (var fields = LogFields.of(LogFields.REPOSITORY_ID, lease.repositoryId())) {
            maintain(lease);
        }
    }

    private void maintain(MaintenanceLease lease) {
        BooleanSupplier cancelled = leases.hold(lease.id());
        var timer = Timer.start(meters);
        String outcome = "failed";
        try {
            outcome = OutcomeLabel.of(maintenance.work(lease, cancelled));
        } catch (RuntimeException e) {
            LOG.warnf(e, "repositoryId=%s maintenance failed and is tried again", lease.repositoryId());
        } finally {
            leases.release(lease.id());
            timer.stop(Timer.builder("millrace.maintenance.run")
                    .description("repositories maintained")
                    .tag("outcome", outcome)
                    .register(meters));
        }
    }
}
