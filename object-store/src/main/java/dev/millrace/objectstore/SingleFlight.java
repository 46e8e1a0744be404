package dev.millrace.objectstore;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Work by name, done once for all concurrent callers. It runs on its own threads, so that the interruption of one caller
 * does not affect the others.
 */
final class SingleFlight implements AutoCloseable {

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("git-cache-", 0).factory());
    private final ConcurrentMap<String, FutureTask<@Nullable Void>> running = new ConcurrentHashMap<>();
    private final Semaphore ahead;

    /** @param mostAhead limit of concurrent work for which no caller waits yet */
    SingleFlight(int mostAhead) {
        this.ahead = new Semaphore(mostAhead);
    }

    /** Does the work, or waits for the caller that is doing it. */
    void take(String name, Work work) throws IOException {
        await(task(name, work));
    }

    /** Schedules the work unless it is already running, or too much is running. */
    boolean takeAhead(String name, Work work) {
        if (running.containsKey(name) || !ahead.tryAcquire()) {
            return false;
        }
        task(
                name,
                () -> {
                    try {
                        work.run();
                    } finally {
                        ahead.release();
                    }
                },
                ahead::release);
        return true;
    }

    private FutureTask<@Nullable Void> task(String name, Work work) {
        return task(name, work, () -> {});
    }

    private FutureTask<@Nullable Void> task(String name, Work work, Runnable ifAnotherRuns) {
        var holder = new Object() {
            @Nullable
            FutureTask<@Nullable Void> mine;
        };
        Callable<@Nullable Void> call = () -> {
            try {
                work.run();
            } finally {
                FutureTask<@Nullable Void> mine = holder.mine;
                if (mine != null) {
                    running.remove(name, mine);
                }
            }
            return null;
        };
        var mine = new FutureTask<@Nullable Void>(call);
        holder.mine = mine;
        FutureTask<@Nullable Void> other = running.putIfAbsent(name, mine);
        if (other != null) {
            ifAnotherRuns.run();
            return other;
        }
        threads.execute(mine);
        return mine;
    }

    static <T extends @Nullable Object> T await(FutureTask<T> task) throws IOException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case null, default -> throw new IOException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an object");
        }
    }

    /** Runs it asynchronously. */
    FutureTask<@Nullable Void> beside(Work work) {
        var task = new FutureTask<@Nullable Void>(() -> {
            work.run();
            return null;
        });
        threads.execute(task);
        return task;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Work that may fail with an {@link IOException}. */
    @FunctionalInterface
    interface Work {

        void run() throws IOException;
    }
}
