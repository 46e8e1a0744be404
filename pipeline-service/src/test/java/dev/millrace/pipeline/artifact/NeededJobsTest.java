package dev.millrace.pipeline.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.workflow.JobDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeededJobsTest {

    private static final List<JobDefinition> JOBS = List.of(
            TestBuilds.job("deploy", "test", "lint"),
            TestBuilds.job("build"),
            TestBuilds.job("test", "build"),
            TestBuilds.job("lint"),
            TestBuilds.job("docs", "build"));

    @Test
    void areThoseThatAJobNeedsDirectlyOrThroughOthers() {
        assertThat(NeededJobs.of(JOBS, 0)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(NeededJobs.of(JOBS, 2)).containsExactly(1);
        assertThat(NeededJobs.of(JOBS, 1)).isEmpty();
    }
}
