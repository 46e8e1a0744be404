package dev.millrace.githttp.admission;

import dev.millrace.kit.log.LogFields;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pool for Git's computation: platform threads, so that no negotiation and no packing occupies a carrier of the virtual
 * threads that serve everything else. The number of permits limits how many compute concurrently; the others wait for a
 * permit or for their client.
 */
public final class ComputePool implements AutoCloseable {

    private static final long KEPT_SECONDS = 30;

    private final FairPermits permits;
    private final ExecutorService threads;

    /**
     * @param processors that may be busy at once, 1 or more
     * @param threads that may exist at once, most of which wait for their clients
     */
    public ComputePool(int processors, int threads) {
        this.permits = new FairPermits(processors, processors);
        this.threads = new ThreadPoolExecutor(
                0,
                threads,
                KEPT_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("git-compute-", 0).factory());
    }

    /** The permits that work on these threads holds while it computes. */
    public FairPermits permits() {
        return permits;
    }

    /** Runs work on a thread of the pool and waits for it. The work, or its caller, holds a permit. */
    public <T> T call(Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        execute(task);
        try {
            return task.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Git computed", stopping);
        } catch (ExecutionException failed) {
            throw rethrown(failed.getCause());
        }
    }

    /** As {@link #call}, with a permit of the team, for which it waits without a timeout. */
    public <T> T callWithPermit(String team, Callable<T> work) throws IOException {
        permits.acquire(team);
        try {
            return call(work);
        } finally {
            permits.release(team);
        }
    }

    /** Waits for something else than a permit of the pool, without the one that the team holds for this work. */
    public boolean withoutPermit(String team, BooleanSupplier acquired) {
        permits.release(team);
        try {
            return acquired.getAsBoolean();
        } finally {
            permits.acquire(team);
        }
    }

    /** Runs work on a thread of the pool, which logs with the ids of the caller's request. */
    public void execute(Runnable work) {
        threads.execute(LogFields.carry(work));
    }

    private static IOException rethrown(@Nullable Throwable failure) {
        return switch (failure) {
            case IOException io -> io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case null, default -> new IOException("Git could not compute", failure);
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
