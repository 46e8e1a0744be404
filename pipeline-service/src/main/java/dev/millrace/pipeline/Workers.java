package dev.millrace.pipeline;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The virtual threads of one feature, and their common end: first they are asked to stop, so that a call on its way can be
 * answered and noted, then they are interrupted.
 */
public final class Workers {

    private static final Logger LOG = Logger.getLogger(Workers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PATIENCE_AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Work that ends by itself, by {@link #stopping()}, or by an interrupt. */
    public interface Task {
        /** Works. */
        void run() throws InterruptedException;
    }

    /** Starts a thread. */
    public void start(String name, Task task) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> run(name, task));
        threads.add(thread);
        thread.start();
    }

    /** Whether everybody shall come to an end. */
    public boolean stopping() {
        return stopping.getCount() == 0;
    }

    /**
     * Waits for a time; shorter if everybody shall come to an end.
     *
     * @return whether the whole time has passed
     */
    public boolean pause(Duration time) throws InterruptedException {
        return !stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Asks all threads to end; returns at once, so that several can be asked before any is waited for. */
    public void askToStop() {
        stopping.countDown();
    }

    /** Ends all threads; returns when they have ended, or after three seconds. */
    public void stop() {
        askToStop();
        if (!haveEnded(PATIENCE)) {
            threads.forEach(Thread::interrupt);
            haveEnded(PATIENCE_AFTER_INTERRUPT);
        }
    }

    private void run(String name, Task task) {
        try {
            task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s failed", name);
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    private boolean haveEnded(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return threads.isEmpty();
    }
}
