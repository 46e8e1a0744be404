package dev.millrace.pipeline.build;

import static dev.millrace.pipeline.build.TestBuilds.job;
import static dev.millrace.pipeline.build.TestBuilds.pipeline;
import static dev.millrace.pipeline.build.TestBuilds.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.JobWait.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JobWaitTest {

    private static final QueueLimits LIMITS = new QueueLimits(4, 2);
    private static final Instant SINCE = TestBuilds.QUEUED_AT.plusSeconds(30);

    private final BuildRow build = TestBuilds.build(pipeline(job("a"), job("b"), job("c"), job("d", "a", "b", "c")));

    @Test
    void namesTheJobsThatItStillNeeds() {
        List<JobRow> jobs = List.of(
                row(build, 0, RunState.RUNNING),
                row(build, 1, RunState.PASSED),
                row(build, 2, RunState.QUEUED),
                row(build, 3, RunState.QUEUED));

        assertThat(JobWait.of(build, jobs, jobs.get(3), Optional.empty(), LIMITS))
                .contains(new JobWait(Cause.JOBS, TestBuilds.QUEUED_AT, List.of("a", "c"), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "3, 1, false, false, SLOT",
        "4, 1, false, false, TEAM_LIMIT",
        "3, 2, false, false, REPOSITORY_LIMIT",
        "4, 2, false, false, TEAM_LIMIT",
        "4, 2, true, false, CONCURRENCY",
        "4, 2, true, true, HOLD"
    })
    void namesWhatItWaitsFor(long ofTeam, long ofRepository, boolean groupIsBusy, boolean isHeld, Cause cause) {
        JobRow waiting = new JobRow(
                build.id(),
                0,
                "a",
                RunState.QUEUED,
                Optional.empty(),
                0,
                Optional.of(SINCE),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        var standing = new QueueStanding(5, ofTeam, ofRepository, groupIsBusy, isHeld);

        assertThat(JobWait.of(build, List.of(waiting), waiting, Optional.of(standing), LIMITS))
                .contains(new JobWait(cause, SINCE, List.of(), Optional.of(5L)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "QUEUED")
    void isEmptyForAJobThatIsNotQueued(RunState state) {
        JobRow job = row(build, 0, state);

        assertThat(JobWait.of(build, List.of(job), job, Optional.empty(), LIMITS))
                .isEmpty();
    }
}
