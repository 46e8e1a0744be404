package dev.millrace.kit.work;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One thread that repeats a pass until it is stopped: each pass returns when the next one is due, a wake-up can make it due
 * earlier, and after passes that fail the loop waits by a {@link Backoff}, which only a pass that succeeds resets. Started
 * once, stopped once.
 */
public final class PollLoop {

    private static final Logger LOG = Logger.getLogger(PollLoop.class);

    private final String name;
    private final Backoff backoff;
    private final Pass pass;
    private final WakeUp wakeUp = new WakeUp();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    /**
     * @param name of the thread, and in logs
     * @param backoff delays after passes that fail
     */
    public PollLoop(String name, Backoff backoff, Pass pass) {
        this.name = name;
        this.backoff = backoff;
        this.pass = pass;
    }

    /** What the loop repeats. */
    @FunctionalInterface
    public interface Pass {

        /**
         * Does what is due. What it throws is logged and counts as {@link Next#failed()}.
         *
         * @throws InterruptedException if the loop is stopped meanwhile; the thread then ends
         */
        Next run() throws InterruptedException;
    }

    /** When the next pass is due. */
    public sealed interface Next {

        /** At the next wake-up, or after this time. */
        record Poll(Duration atMost) implements Next {}

        /** After this time, whatever wakes the loop. */
        record Pause(Duration time) implements Next {}

        /** The pass failed, and has logged why: the next one is due after the back-off. */
        record Failed() implements Next {}

        /** At the next wake-up, or after this time. */
        static Next poll(Duration atMost) {
            return new Poll(atMost);
        }

        /** After this time, whatever wakes the loop. */
        static Next pause(Duration time) {
            return new Pause(time);
        }

        /** After the back-off. */
        static Next failed() {
            return new Failed();
        }
    }

    /** Begins with the first pass. */
    public synchronized void start() {
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /** There may be something to do. Returns at once. */
    public void wake() {
        wakeUp.wake();
    }

    /** Whether the loop was asked to stop. A long pass checks this now and then. */
    public boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /**
     * Waits for a time; shorter if the loop is asked to stop.
     *
     * @return whether the whole time has passed
     */
    public boolean pause(Duration time) throws InterruptedException {
        return !stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Makes the pass under way the last one; returns at once and interrupts nothing. */
    public void requestStop() {
        stopping.countDown();
        wakeUp.wake();
    }

    /**
     * Interrupts the pass under way, and waits at most this long for its end.
     *
     * @return whether it has ended
     */
    public synchronized boolean stop(Duration atMost) {
        requestStop();
        if (thread == null) {
            return true;
        }
        thread.interrupt();
        try {
            return thread.join(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        int failures = 0;
        try {
            while (!isStopping()) {
                Next next = next(failures + 1);
                failures = next instanceof Next.Failed ? failures + 1 : 0;
                switch (next) {
                    case Next.Poll(Duration atMost) -> wakeUp.await(atMost);
                    case Next.Pause(Duration time) -> pause(time);
                    case Next.Failed failed -> pause(backoff.after(failures));
                }
            }
        } catch (InterruptedException e) {
            LOG.debugf("%s: interrupted", name);
        }
    }

    private Next next(int failuresIfItFails) throws InterruptedException {
        try {
            return pass.run();
        } catch (RuntimeException e) {
            if (!isStopping()) {
                LOG.warnf(
                        "%s: failed, again in %d ms: %s",
                        name, backoff.after(failuresIfItFails).toMillis(), e.toString());
            }
            return Next.failed();
        }
    }
}
