package dev.millrace.pipeline.executor;

import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/** A script that was started. */
public interface JobExecution extends AutoCloseable {

    /** What its processes print, both streams in one; ends when the last of them has ended. One reader, which must go on reading. */
    InputStream output();

    /**
     * The script's exit code, once it has ended; 128 + the signal's number if a signal ended it. Fails with a {@link
     * RefusedJobException} if the job cannot run as it is, and with another {@link java.io.IOException} if what runs it has failed:
     * both may turn out only after the start.
     */
    CompletableFuture<Integer> exit();

    /**
     * Completed when it has used more than it may; the caller then closes this at once. If the kernel has ended the script for that,
     * this is completed before {@link #exit}.
     */
    CompletableFuture<ExceededLimit> exceeded();

    /**
     * Requests all processes to end (SIGTERM) and returns when the script has ended, or the grace period is over.
     *
     * @throws InterruptedException if this instance does not wait for it
     */
    void stop() throws InterruptedException;

    /** Ends everything that is left of the job (SIGKILL), also after the script has ended. May be repeated. */
    @Override
    void close();
}
