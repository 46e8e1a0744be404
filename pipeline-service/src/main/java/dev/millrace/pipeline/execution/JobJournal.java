package dev.millrace.pipeline.execution;

import dev.millrace.pipeline.build.JobClaim;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.build.StartedJob;
import java.util.Optional;

/**
 * What {@link RunClaimedJob} reads and writes. Each call is one transaction, the check run's content included, and writes nothing
 * if the claim is lost.
 */
interface JobJournal {

    /** An attempt at the job begins. Empty if the claim is lost, or the job shall not run any more. */
    Optional<StartedJob> start(JobClaim claim);

    /** The attempt ended; the job then ends or waits for another attempt. False if the claim is lost. */
    boolean end(JobClaim claim, RunState end, Optional<String> reason);

    /** The job must not run as it is, and has failed. False if the claim is lost. */
    boolean refuse(JobClaim claim, String reason);

    /** Another worker may run the job at once, and this attempt does not count. */
    void handBack(JobClaim claim);
}
