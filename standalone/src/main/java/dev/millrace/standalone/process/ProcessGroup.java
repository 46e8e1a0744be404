package dev.millrace.standalone.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/** Processes that are stopped together. Once they are being stopped, no more are started. */
public final class ProcessGroup {

    private final List<SupervisedProcess> members = new ArrayList<>();
    private boolean stopping;

    /**
     * Starts a process and waits until it is ready.
     *
     * @throws StartFailed if it does not start, or the group is being stopped
     */
    public void start(SupervisedProcess process) throws InterruptedException {
        synchronized (this) {
            if (stopping) {
                throw new StartFailed(process.name() + " is not started any more");
            }
            members.add(process);
        }
        process.start();
    }

    /** Stops all of them at the same time; returns when none is running. A second call does nothing. */
    public void stop(Duration timeout) {
        List<SupervisedProcess> toStop;
        synchronized (this) {
            stopping = true;
            toStop = List.copyOf(members);
            members.clear();
        }
        try (var together = Executors.newVirtualThreadPerTaskExecutor()) {
            toStop.forEach(process -> together.execute(() -> process.stop(timeout)));
        }
    }
}
