package dev.millrace.sync.search;

import dev.millrace.git.search.IndexLease;
import dev.millrace.git.search.SearchConfig;
import dev.millrace.git.search.SearchIndex;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.work.HeldLeases;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
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

/** Leases repositories whose refs have moved and brings their index up to date, until the process stops. */
@ApplicationScoped
class IndexWorkers implements LeasedWork<IndexLease> {

    private static final Logger LOG = Logger.getLogger(IndexWorkers.class);
    private static final Duration GENTLE_STOP = Duration.ofSeconds(2);

    private final SearchIndex index;
    private final IndexConfig config;
    private final SearchConfig search;
    private final MeterRegistry meters;
    private final HeldLeases leases;
    private final WorkLoop<IndexLease> loop;

    IndexWorkers(SearchIndex index, IndexConfig config, MeterRegistry meters) {
        this.index = index;
        this.config = config;
        this.search = config.toSearch();
        this.meters = meters;
        this.leases = new HeldLeases("search", config.lease(), held -> index.renew(held, config.lease()));
        // reading packs would block the carriers of virtual threads
        this.loop = WorkLoop.onPlatformThreads("search", config.workers(), this);
    }

    void start(@Observes @Priority(4200) StartupEvent event, Signals signals, QueueMeters queues) {
        if (config.workers() == 0) {
            return;
        }
        queues.watch("millrace.search", "repositories due to be indexed", Tags.empty(), index::waiting);
        signals.listen(SearchIndex.WORK, loop::wake);
        leases.start();
        loop.start();
    }

    /** What is written stays; another worker continues. */
    void stop(@Observes ShutdownEvent event) {
        leases.cancelAll();
        if (!loop.stop(GENTLE_STOP)) {
            LOG.warnf("indexing of %d repositories did not stop in time; leases expire", leases.count());
        }
        leases.close();
    }

    @Override
    public Optional<IndexLease> claim() {
        return index.claim(config.lease());
    }

    @Override
    public void work(IndexLease lease) {
        try (var fields = LogFields.of(LogFields.REPOSITORY_ID, lease.repositoryId())) {
            index(lease);
        }
    }

    private void index(IndexLease lease) {
        BooleanSupplier cancelled = leases.hold(lease.id());
        var timer = Timer.start(meters);
        String outcome = "failed";
        try {
            index.work(lease, search, cancelled);
            outcome = "indexed";
        } catch (RuntimeException e) {
            if (cancelled.getAsBoolean()) {
                outcome = "cancelled";
                LOG.debugf(e, "repositoryId=%s indexing was cancelled", lease.repositoryId());
            } else {
                LOG.warnf(e, "repositoryId=%s indexing failed and is tried again", lease.repositoryId());
            }
        } finally {
            leases.release(lease.id());
            timer.stop(Timer.builder("millrace.search.indexing")
                    .description("repositories indexed for searches")
                    .tag("outcome", outcome)
                    .register(meters));
        }
    }
}
