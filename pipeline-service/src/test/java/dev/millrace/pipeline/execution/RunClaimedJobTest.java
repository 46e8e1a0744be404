package dev.millrace.pipeline.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobClaim;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.build.StartedJob;
import dev.millrace.pipeline.build.TestBuilds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RunClaimedJobTest {

    private final List<String> journal = new ArrayList<>();
    private final JobClaim claim = new JobClaim(UUID.randomUUID(), 0, UUID.randomUUID(), Optional.empty());
    private Optional<StartedJob> started = started(Optional.empty());
    private boolean claimIsLost;
    private JobOutcome outcome = new JobOutcome.Passed();
    private Optional<Duration> timeout = Optional.empty();

    @Test
    void runsTheJobAndRecordsThatItPassed() throws InterruptedException {
        run();

        assertThat(journal).containsExactly("start", "run lint", "end PASSED ");
    }

    @Test
    void namesHowItEnded() throws InterruptedException {
        assertThat(endOf(new JobOutcome.Failed(3))).isEqualTo("end FAILED exit code 3");
        assertThat(endOf(new JobOutcome.TimedOut(Duration.ofMinutes(30))))
                .isEqualTo("end TIMED_OUT longer than 30 min");
        assertThat(endOf(new JobOutcome.LimitExceeded("more than 4G of memory")))
                .isEqualTo("end FAILED more than 4G of memory");
        assertThat(endOf(new JobOutcome.Errored("no checkout"))).isEqualTo("end ERROR no checkout");
        assertThat(endOf(new JobOutcome.Refused("'A' is missing"))).isEqualTo("refuse 'A' is missing");
        assertThat(endOf(new JobOutcome.Stopped(new StopReason.Cancelled("ada"))))
                .isEqualTo("end CANCELLED cancelled by ada");
    }

    @Test
    void handsItBackWhenTheInstanceStops() throws InterruptedException {
        assertThat(endOf(new JobOutcome.Stopped(new StopReason.ShuttingDown()))).isEqualTo("hand back");
    }

    @Test
    void writesNothingOnceTheClaimIsLost() throws InterruptedException {
        assertThat(endOf(new JobOutcome.Stopped(new StopReason.ClaimLost()))).isEqualTo("run lint");

        claimIsLost = true;
        assertThat(endOf(new JobOutcome.Passed())).isEqualTo("end PASSED ");
    }

    @Test
    void runsNothingThatMustNotBegin() throws InterruptedException {
        started = Optional.empty();

        run();

        assertThat(journal).containsExactly("start");
    }

    @Test
    void givesTheJobNoMoreTimeThanItsBuildHasLeft() throws InterruptedException {
        started = started(Optional.of(Duration.ofSeconds(90)));

        run();

        assertThat(timeout).contains(Duration.ofSeconds(90));
    }

    @Test
    void runsNothingWhenTheTimeOfTheBuildIsOver() throws InterruptedException {
        started = started(Optional.of(Duration.ofSeconds(-1)));

        run();

        assertThat(journal).containsExactly("start", "end TIMED_OUT longer than 10 min");
    }

    private String endOf(JobOutcome how) throws InterruptedException {
        journal.clear();
        outcome = how;
        run();
        return journal.getLast();
    }

    private void run() throws InterruptedException {
        var run = new RunClaimedJob(new FakeJournal(), (build, job, definition, stop) -> {
            assertThat(definition.name()).isEqualTo(job.name());
            journal.add("run " + job.name());
            timeout = definition.timeout();
            return outcome;
        });
        run.run(claim, new CompletableFuture<>());
    }

    private static Optional<StartedJob> started(Optional<Duration> left) {
        BuildRow build = TestBuilds.build(TestBuilds.pipeline(Duration.ofMinutes(10), TestBuilds.job("lint")));
        JobRow job = TestBuilds.row(build, 0, RunState.RUNNING);
        return Optional.of(new StartedJob(build, job, left));
    }

    private final class FakeJournal implements JobJournal {

        @Override
        public Optional<StartedJob> start(JobClaim claimed) {
            journal.add("start");
            return started;
        }

        @Override
        public boolean end(JobClaim claimed, RunState end, Optional<String> reason) {
            journal.add("end %s %s".formatted(end, reason.orElse("")));
            return !claimIsLost;
        }

        @Override
        public boolean refuse(JobClaim claimed, String reason) {
            journal.add("refuse " + reason);
            return !claimIsLost;
        }

        @Override
        public void handBack(JobClaim claimed) {
            journal.add("hand back");
        }
    }
}
