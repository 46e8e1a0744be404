package dev.millrace.pipeline.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.BuildClaim;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.workflow.JobDefinition;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RunBuildTest {

    private static final UUID BUILD = UUID.randomUUID();

    private final List<String> journal = new ArrayList<>();
    private final Map<String, JobOutcome> outcomes = new HashMap<>();
    private final List<JobRow> jobs = new ArrayList<>(List.of(
            job(0, "lint", RunState.QUEUED, 0),
            job(1, "test", RunState.QUEUED, 0),
            job(2, "pack", RunState.QUEUED, 0)));
    private String claimLostAt = "";

    @Test
    void runsTheJobsInOrderAndPasses() throws InterruptedException {
        run();

        assertThat(journal)
                .containsExactly(
                        "start lint",
                        "run lint",
                        "pass lint",
                        "start test",
                        "run test",
                        "pass test",
                        "start pack",
                        "run pack",
                        "pass pack",
                        "end PASSED ");
    }

    @Test
    void endsWithTheFirstJobThatFails() throws InterruptedException {
        outcomes.put("test", new JobOutcome.Failed(3));

        run();

        assertThat(journal)
                .containsExactly(
                        "start lint", "run lint", "pass lint", "start test", "run test", "end test FAILED exit code 3");
    }

    @Test
    void namesTheEndOfAJobThatIsNotTheChangesFault() throws InterruptedException {
        assertThat(endOf(new JobOutcome.TimedOut(Duration.ofMinutes(30))))
                .isEqualTo("end lint TIMED_OUT longer than 30 min");
        assertThat(endOf(new JobOutcome.Errored("no checkout"))).isEqualTo("end lint ERROR no checkout");
        assertThat(endOf(new JobOutcome.Stopped(new StopReason.Cancelled("ada"))))
                .isEqualTo("end lint CANCELLED cancelled by ada");
    }

    @Test
    void handsTheBuildBackWhenTheInstanceStops() throws InterruptedException {
        assertThat(endOf(new JobOutcome.Stopped(new StopReason.ShuttingDown()))).isEqualTo("hand back lint");
    }

    @Test
    void writesNothingMoreOnceTheClaimIsLost() throws InterruptedException {
        assertThat(endOf(new JobOutcome.Stopped(new StopReason.ClaimLost()))).isEqualTo("run lint");

        claimLostAt = "start lint";
        assertThat(endOf(new JobOutcome.Passed())).isEqualTo("start lint");

        claimLostAt = "pass lint";
        assertThat(endOf(new JobOutcome.Passed())).isEqualTo("pass lint");
    }

    @Test
    void goesOnAfterTheJobsThatALostWorkerEnded() throws InterruptedException {
        jobs.set(0, job(0, "lint", RunState.PASSED, 1));
        jobs.set(1, job(1, "test", RunState.RUNNING, 1));

        run();

        assertThat(journal)
                .containsExactly(
                        "start test", "run test", "pass test", "start pack", "run pack", "pass pack", "end PASSED ");
    }

    @Test
    void endsTheBuildOfAJobThatALostWorkerSawFail() throws InterruptedException {
        jobs.set(0, job(0, "lint", RunState.FAILED, 1));

        run();

        assertThat(journal).containsExactly("end FAILED ");
    }

    @Test
    void givesUpAJobWhoseWorkerWasLostTwice() throws InterruptedException {
        jobs.set(0, job(0, "lint", RunState.RUNNING, 2));

        run();

        assertThat(journal).containsExactly("end lint ERROR the worker of job 'lint' was lost 2 times");
    }

    private String endOf(JobOutcome outcome) throws InterruptedException {
        journal.clear();
        outcomes.put("lint", outcome);
        run();
        return journal.getLast();
    }

    private void run() throws InterruptedException {
        var runBuild = new RunBuild(new FakeJournal(), (build, job, definition, stop) -> {
            assertThat(definition.name()).isEqualTo(job.name());
            journal.add("run " + job.name());
            return outcomes.getOrDefault(job.name(), new JobOutcome.Passed());
        });
        runBuild.run(new BuildClaim(BUILD, UUID.randomUUID(), Optional.empty()), new CompletableFuture<>());
    }

    private static JobRow job(int position, String name, RunState state, int attempts) {
        return new JobRow(BUILD, position, name, state, Optional.empty(), attempts, Optional.empty(), Optional.empty());
    }

    private static BuildRow build() {
        List<JobDefinition> definitions = List.of(definition("lint"), definition("test"), definition("pack"));
        return new BuildRow(
                BUILD,
                UUID.randomUUID(),
                UUID.randomUUID(),
                "acme",
                "acme/widgets",
                "acme/widgets",
                "github.com",
                "77",
                Optional.empty(),
                new PipelineDefinition("ci", "1", "", Map.of(), List.of(), definitions, List.of()),
                TriggerEvent.TAG_CREATED,
                "v1",
                Optional.empty(),
                "beef",
                Optional.empty(),
                RunState.RUNNING,
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
    }

    private static JobDefinition definition(String name) {
        return new JobDefinition(name, "", List.of("true"), Map.of());
    }

    private final class FakeJournal implements BuildJournal {

        @Override
        public BuildRow build(BuildClaim claim) {
            return RunBuildTest.build();
        }

        @Override
        public List<JobRow> jobs(BuildClaim claim) {
            return jobs;
        }

        @Override
        public boolean startJob(BuildClaim claim, BuildRow build, JobRow job) {
            return written("start " + job.name());
        }

        @Override
        public boolean passJob(BuildClaim claim, BuildRow build, JobRow job) {
            return written("pass " + job.name());
        }

        @Override
        public boolean end(BuildClaim claim, BuildRow build, JobRow job, RunState end, Optional<String> reason) {
            return written("end %s %s %s".formatted(job.name(), end, reason.orElse("")));
        }

        @Override
        public boolean end(BuildClaim claim, BuildRow build, RunState end, Optional<String> reason) {
            return written("end %s %s".formatted(end, reason.orElse("")));
        }

        @Override
        public void handBack(BuildClaim claim, JobRow job) {
            journal.add("hand back " + job.name());
        }

        private boolean written(String what) {
            journal.add(what);
            return !what.equals(claimLostAt);
        }
    }
}
