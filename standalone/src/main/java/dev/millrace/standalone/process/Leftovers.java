package dev.millrace.standalone.process;

import dev.millrace.standalone.process.RunFolder.Leftover;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stops processes that an earlier platform left running because it was killed before it could stop its children. */
public final class Leftovers {

    private final RunFolder runFolder;
    private final Progress progress;

    public Leftovers(RunFolder runFolder, Progress progress) {
        this.runFolder = runFolder;
        this.progress = progress;
    }

    /** Requests all of them to stop, and kills those that have not done so in time. */
    public void stop(Duration timeout) {
        List<Leftover> leftovers = runFolder.leftovers();
        if (leftovers.isEmpty()) {
            return;
        }
        progress.print("an earlier Millrace was killed and left processes behind; they are stopped: "
                + String.join(", ", leftovers.stream().map(Leftover::name).toList()));
        leftovers.forEach(leftover -> Signals.requestStop(leftover.process(), leftover.stopSignal()));
        long deadline = System.nanoTime() + timeout.toNanos();
        for (Leftover leftover : leftovers) {
            if (!endsBefore(leftover.process(), deadline)) {
                leftover.process().destroyForcibly();
            }
            Signals.endSessionOf(leftover.process().pid());
            runFolder.remove(leftover.name());
        }
    }

    private static boolean endsBefore(ProcessHandle process, long deadlineNanos) {
        try {
            process.onExit().get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot watch process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
