package dev.millrace.githttp.lfs;

import dev.millrace.githttp.admission.FairPermits;
import dev.millrace.githttp.exchange.OpenRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * The uploads and downloads of this process: a bounded number at once, at most half of them for one team; those that stall
 * or exceed their time limit are aborted.
 */
@Startup
@ApplicationScoped
class Transfers {

    private final OpenRequests open;
    private final OpenRequests requests;
    private final LfsConfig config;
    private final MeterRegistry meters;
    private final FairPermits permits;

    Transfers(LfsConfig config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
        this.permits = new FairPermits(config.concurrency(), Math.max(1, config.concurrency() / 2));
        this.open = new OpenRequests("lfs-transfer-watch", config.deadline(), config.stall());
        this.requests = new OpenRequests("lfs-request-watch", config.deadline(), config.stall());
        Gauge.builder("millrace.git.lfs.transfers", open, OpenRequests::size)
                .description("LFS uploads and downloads in progress")
                .register(meters);
        // from the start: Prometheus sees no increase from a counter that is new
        count("upload", 0, 0);
        count("download", 0, 0);
    }

    /** Waits for a permit; empty if none is free in time. The caller finishes the transfer. */
    Optional<Transfer> open(RoutingContext request, String team) {
        if (!permits.acquire(team, config.acquireTimeout())) {
            return Optional.empty();
        }
        Transfer transfer = new Transfer(
                request.response(), request.vertx().getOrCreateContext(), finished -> finished(finished, team));
        open.add(request, transfer);
        return Optional.of(transfer);
    }

    /** A request of JSON, which needs no permit: its client, too, gets 408 when it stalls. The caller finishes it. */
    Transfer watch(RoutingContext request) {
        Transfer reading = new Transfer(request.response(), request.vertx().getOrCreateContext(), requests::remove);
        requests.add(request, reading);
        return reading;
    }

    /**
     * Counts a transfer that succeeded.
     *
     * @param direction {@code upload} or {@code download}
     */
    void count(String direction, long bytes) {
        count(direction, 1, bytes);
    }

    private void count(String direction, int objects, long bytes) {
        Counter.builder("millrace.git.lfs.objects")
                .description("LFS objects transferred")
                .tag("direction", direction)
                .register(meters)
                .increment(objects);
        Counter.builder("millrace.git.lfs.bytes")
                .description("bytes of LFS objects transferred")
                .baseUnit("bytes")
                .tag("direction", direction)
                .register(meters)
                .increment(bytes);
    }

    /** Counts a refusal. */
    void countRefusal(int status) {
        Counter.builder("millrace.git.lfs.refusals")
                .description("requests of the LFS API that were refused")
                .tag("status", Integer.toString(status))
                .register(meters)
                .increment();
    }

    private void finished(Transfer transfer, String team) {
        open.remove(transfer);
        permits.release(team);
    }

    @PreDestroy
    void stop() {
        open.close();
        requests.close();
    }
}
