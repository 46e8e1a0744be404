package dev.millrace.pipeline.executor;

import java.io.IOException;

/**
 * Runs the scripts of jobs somewhere: as processes of this machine today, in containers or pods later. What each has to do is in
 * {@code ExecutorContract}, the test that every implementation passes. Thread-safe.
 */
public interface Executor {

    /** How far jobs are kept from this machine, or why it runs none. Always the same after the first call, which may take seconds. */
    Isolation isolation();

    /**
     * Starts a script. The caller closes what is returned, whatever happens.
     *
     * @throws IOException if it cannot be started; nothing is left then
     */
    JobExecution start(JobCommand command) throws IOException;

    /**
     * Ends what an earlier attempt has left here, whose instance was killed. Does nothing if there is nothing.
     *
     * @param name as in the {@link JobCommand} of that attempt
     */
    void endLeftovers(String name);
}
