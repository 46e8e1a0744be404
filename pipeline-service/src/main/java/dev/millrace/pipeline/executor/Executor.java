package dev.millrace.pipeline.executor;

import java.io.IOException;
import java.util.Optional;

/**
 * Runs the scripts of jobs somewhere: as processes of this machine, in containers or in pods. What each has to do is in
 * {@code ExecutorContract}, the test that every implementation passes. Thread-safe.
 */
public interface Executor {

    /** How far jobs are kept from this machine, or why it runs none. Always the same after the first call, which may take seconds. */
    Isolation isolation();

    /** Why no job can be started now, such as an engine that does not respond; empty if one can. Asked often, and answered within seconds. */
    Optional<String> unavailable();

    /** What of the command has no effect here, for the log of the job; empty if all of it has. */
    Optional<String> remark(JobCommand command);

    /**
     * Starts a script. The caller closes what is returned, whatever happens.
     *
     * @throws RefusedJobException if the job cannot run as it is
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
