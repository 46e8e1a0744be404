package dev.millrace.githttp.exchange;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The requests in progress of one kind. Once a second, those that stall or exceed their deadline are aborted. */
public final class OpenRequests implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OpenRequests.class);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final Set<OpenRequest> open = ConcurrentHashMap.newKeySet();
    private final Duration deadline;
    private final Duration stall;
    private final ScheduledExecutorService watch;

    /**
     * @param thread name of the thread that watches them
     * @param deadline how long a request may take
     * @param stall how long a client may neither send nor accept bytes
     */
    public OpenRequests(String thread, Duration deadline, Duration stall) {
        this.deadline = deadline;
        this.stall = stall;
        this.watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(thread).daemon().factory());
        watch.scheduleWithFixedDelay(
                this::abortOverdue, POLL_INTERVAL.toMillis(), POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Watches a request until it is removed. */
    public void add(RoutingContext context, OpenRequest request) {
        open.add(request);
        context.addEndHandler(ended -> request.disconnected());
    }

    /** The request is finished. */
    public void remove(OpenRequest request) {
        open.remove(request);
    }

    /** Requests in progress. */
    public int size() {
        return open.size();
    }

    void abortOverdue() {
        long now = System.nanoTime();
        for (OpenRequest request : open) {
            try {
                request.abortIfOverdue(now, deadline, stall);
            } catch (RuntimeException failure) {
                // an exception would end the watch, and with it the limits of all other requests
                LOG.error("a request could not be aborted", failure);
            }
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
