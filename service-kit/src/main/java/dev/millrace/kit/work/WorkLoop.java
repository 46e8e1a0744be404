package dev.millrace.kit.work;

import dev.millrace.kit.work.PollLoop.Next;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Hands out leased work, several pieces at once, until it is stopped. One thread leases: it is woken, by a signal for
 * example, and polls, every second if not set otherwise, which is also how retries, expiries and leases of dead processes
 * are noticed. Started once, stopped once.
 *
 * @param <L> a piece of work
 */
public final class WorkLoop<L> {

    private static final Logger LOG = Logger.getLogger(WorkLoop.class);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SHORTEST_POLL = Duration.ofMillis(20);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));

    private final String name;
    private final int slots;
    private final LeasedWork<L> work;
    private final Duration pollInterval;
    private final Semaphore free;
    private final ExecutorService threads;
    private final PollLoop dispatch;

    private WorkLoop(String name, int slots, Duration pollInterval, ThreadFactory factory, LeasedWork<L> work) {
        this.name = name;
        this.slots = slots;
        this.work = work;
        this.pollInterval = pollInterval;
        this.free = new Semaphore(slots);
        this.threads = Executors.newThreadPerTaskExecutor(factory);
        this.dispatch = new PollLoop(name + "-dispatch", BACKOFF, this::startAllDue);
    }

    /**
     * For work that mostly waits for others.
     *
     * @param name of its threads, and in logs
     * @param slots pieces of work at once; with 0 the loop never leases any
     */
    public static <L> WorkLoop<L> onVirtualThreads(String name, int slots, LeasedWork<L> work) {
        return onVirtualThreads(name, slots, POLL_INTERVAL, work);
    }

    /**
     * As {@link #onVirtualThreads(String, int, LeasedWork)}.
     *
     * @param pollInterval how often work is polled for that no signal announced
     */
    public static <L> WorkLoop<L> onVirtualThreads(String name, int slots, Duration pollInterval, LeasedWork<L> work) {
        return new WorkLoop<>(
                name,
                slots,
                pollInterval,
                Thread.ofVirtual().name(name + "-", 0).factory(),
                work);
    }

    /** As {@link #onVirtualThreads(String, int, LeasedWork)}, for work that computes. */
    public static <L> WorkLoop<L> onPlatformThreads(String name, int slots, LeasedWork<L> work) {
        return new WorkLoop<>(
                name,
                slots,
                POLL_INTERVAL,
                Thread.ofPlatform().daemon().name(name + "-", 0).factory(),
                work);
    }

    /** Begins to poll for work. */
    public void start() {
        if (slots > 0) {
            dispatch.start();
        }
    }

    /** There may be work. Returns at once. */
    public void wake() {
        dispatch.wake();
    }

    /** Whether the loop was asked to stop. */
    public boolean isStopping() {
        return dispatch.isStopping();
    }

    /**
     * Waits for a time; shorter if the loop is asked to stop.
     *
     * @return whether the whole time has passed
     */
    public boolean pause(Duration time) throws InterruptedException {
        return dispatch.pause(time);
    }

    /** Stops leasing; returns at once, so that several loops can be asked before any is waited for. */
    public void requestStop() {
        dispatch.requestStop();
    }

    /**
     * Stops leasing and waits for the work in progress; interrupts it if it takes longer than this, and waits for as long
     * again.
     *
     * @return whether all of it has ended
     */
    public boolean stop(Duration timeout) {
        return stop(timeout, timeout);
    }

    /**
     * As {@link #stop(Duration)}.
     *
     * @param afterInterrupt how long it waits after the interrupt
     */
    public boolean stop(Duration timeout, Duration afterInterrupt) {
        requestStop();
        threads.shutdown();
        try {
            if (haveEnded(timeout)) {
                return true;
            }
            // an interrupt ends a read from a server that does not respond
            threads.shutdownNow();
            return haveEnded(afterInterrupt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean haveEnded(Duration timeout) throws InterruptedException {
        return threads.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Next startAllDue() throws InterruptedException {
        while (!isStopping() && startNext()) {
            // as long as something is due
        }
        return Next.poll(isStopping() ? Duration.ZERO : untilNextPoll());
    }

    private Duration untilNextPoll() {
        return work.nextDueIn()
                .filter(due -> due.compareTo(pollInterval) < 0)
                .map(due -> due.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : due)
                .orElse(pollInterval);
    }

    /** Waits for a free slot before it leases: a lease must not wait. */
    private boolean startNext() throws InterruptedException {
        free.acquire();
        Optional<L> lease = Optional.empty();
        try {
            lease = isStopping() ? Optional.empty() : work.claim();
            lease.ifPresent(taken -> threads.execute(() -> work(taken)));
        } finally {
            if (lease.isEmpty()) {
                free.release();
            }
        }
        return lease.isPresent();
    }

    private void work(L lease) {
        try {
            work.work(lease);
        } catch (InterruptedException e) {
            LOG.debugf("%s: work interrupted, its lease expires", name);
        } catch (RuntimeException e) {
            // without the lease itself: it may contain data that does not belong in a log
            LOG.errorf(e, "%s: work not finished, its lease expires", name);
        } finally {
            free.release();
            dispatch.wake();
        }
    }
}
