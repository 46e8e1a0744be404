package dev.millrace.kit.work;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Hands out leased work, several pieces at once, until it is stopped. One thread leases: it is woken, by a signal for example,
 * and looks by itself every second, which is also how repetitions, expiries and leases of processes that died come due.
 * Started once, stopped once.
 *
 * @param <L> a piece of work
 */
public final class WorkLoop<L> {

    private static final Logger LOG = Logger.getLogger(WorkLoop.class);
    private static final Duration LOOK_BY_ITSELF = Duration.ofSeconds(1);

    private final String name;
    private final LeasedWork<L> work;
    private final Semaphore wake = new Semaphore(0);
    private final Semaphore free;
    private final ExecutorService threads;
    private volatile boolean stopping;

    private WorkLoop(String name, int places, ThreadFactory factory, LeasedWork<L> work) {
        this.name = name;
        this.work = work;
        this.free = new Semaphore(places);
        this.threads = Executors.newThreadPerTaskExecutor(factory);
    }

    /**
     * For work that mostly waits for others.
     *
     * @param name of its threads, and in logs
     * @param places pieces of work at once
     */
    public static <L> WorkLoop<L> onVirtualThreads(String name, int places, LeasedWork<L> work) {
        return new WorkLoop<>(
                name, places, Thread.ofVirtual().name(name + "-", 0).factory(), work);
    }

    /** As {@link #onVirtualThreads}, for work that computes. */
    public static <L> WorkLoop<L> onPlatformThreads(String name, int places, LeasedWork<L> work) {
        return new WorkLoop<>(
                name, places, Thread.ofPlatform().daemon().name(name + "-", 0).factory(), work);
    }

    /** Begins to look for work. */
    public void start() {
        Thread.ofPlatform().daemon().name(name + "-dispatch").start(this::dispatch);
    }

    /** Says that there may be work. Returns at once. */
    public void wake() {
        wake.release();
    }

    /**
     * Leases nothing any more and waits for the work under way; interrupts it if it takes longer than this, and waits for as
     * long again.
     *
     * @return whether all of it has ended
     */
    public boolean stop(Duration patience) {
        stopping = true;
        wake.release();
        threads.shutdown();
        try {
            if (haveEnded(patience)) {
                return true;
            }
            // an interrupt ends a read from somebody who says nothing
            threads.shutdownNow();
            return haveEnded(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean haveEnded(Duration patience) throws InterruptedException {
        return threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void dispatch() {
        while (!stopping) {
            try {
                while (!stopping && startNext()) {
                    // as long as something is due
                }
                if (wake.tryAcquire(LOOK_BY_ITSELF.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.warnf("%s: no work handed out, again in a second: %s", name, e.toString());
                    pause();
                }
            }
        }
    }

    /** Waits for a free place before it leases: a lease must not wait. */
    private boolean startNext() throws InterruptedException {
        free.acquire();
        Optional<L> lease = Optional.empty();
        try {
            lease = stopping ? Optional.empty() : work.claim();
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
        } catch (RuntimeException e) {
            // not which: a lease may hold what does not belong into a log
            LOG.errorf(e, "%s: work not finished, its lease expires", name);
        } finally {
            free.release();
            wake.release();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_BY_ITSELF.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
