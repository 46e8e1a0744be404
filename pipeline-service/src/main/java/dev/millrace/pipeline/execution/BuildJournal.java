package dev.millrace.pipeline.execution;

import dev.millrace.pipeline.build.BuildClaim;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.RunState;
import java.util.List;
import java.util.Optional;

/**
 * What {@link RunBuild} reads and writes. Each call is one transaction, the check run's content included; a write returns
 * false, and writes nothing, if the claim is lost.
 */
interface BuildJournal {

    BuildRow build(BuildClaim claim);

    /** Its jobs in order. */
    List<JobRow> jobs(BuildClaim claim);

    /** Another attempt at a job begins. */
    boolean startJob(BuildClaim claim, BuildRow build, JobRow job);

    /** A job passed, and the build continues. */
    boolean passJob(BuildClaim claim, BuildRow build, JobRow job);

    /** The job and the build end, and the jobs after it are skipped. */
    boolean end(BuildClaim claim, BuildRow build, JobRow job, RunState end, Optional<String> reason);

    /** The build ends. */
    boolean end(BuildClaim claim, BuildRow build, RunState end, Optional<String> reason);

    /** Another worker may continue at once, and the job's attempt does not count. */
    void handBack(BuildClaim claim, JobRow job);
}
