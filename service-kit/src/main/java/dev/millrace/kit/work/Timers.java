package dev.millrace.kit.work;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Runs the bodies of methods that are {@code @Scheduled}: a failure is logged and ends that run only, and a run that is
 * under way when the service stops is interrupted, so that it does not hold up the stop.
 */
@Singleton
public final class Timers {

    private static final Logger LOG = Logger.getLogger(Timers.class);

    private final Set<Thread> running = new HashSet<>();
    private boolean stopping;

    /** What a timer does. */
    @FunctionalInterface
    public interface Task {

        /** Does it. */
        void run() throws Exception;
    }

    /**
     * Runs a task on the calling thread; does nothing once the service stops.
     *
     * @param name in logs
     * @param interval until the next run
     */
    public void run(String name, Duration interval, Task task) {
        if (!begin()) {
            return;
        }
        try {
            task.run();
        } catch (Exception e) {
            LOG.warnf("%s failed, again in %s: %s", name, interval, e.toString());
            LOG.debugf(e, "%s", name);
        } finally {
            end();
        }
    }

    /** Runs before anything that a task uses is closed. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        interruptAll();
    }

    synchronized void interruptAll() {
        stopping = true;
        running.forEach(Thread::interrupt);
    }

    private synchronized boolean begin() {
        return !stopping && running.add(Thread.currentThread());
    }

    /** The thread belongs to a pool: a late interrupt must not reach its next task. */
    private synchronized void end() {
        running.remove(Thread.currentThread());
        if (Thread.interrupted()) {
            LOG.debug("a timer's run was interrupted");
        }
    }
}
