package dev.millrace.pipeline.build;

import static dev.millrace.pipeline.build.TestBuilds.job;
import static dev.millrace.pipeline.build.TestBuilds.jobIf;
import static dev.millrace.pipeline.build.TestBuilds.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.workflow.JobDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdvanceBuildTest {

    private static final JobDefinition[] SEQUENCE = {job("lint"), job("unit", "lint"), job("pack", "unit")};
    private static final JobDefinition[] DIAMOND = {
        job("build"), job("unit", "build"), job("lint", "build"), job("pack", "unit", "lint")
    };

    @Test
    void beginsASequenceWithItsFirstJob() {
        assertThat(steps(SEQUENCE, "q", "q", "q")).containsExactly("ready lint");
    }

    @Test
    void goesOnWithTheNextJobOfASequence() {
        assertThat(steps(SEQUENCE, "passed", "q", "q")).containsExactly("ready unit");
    }

    @Test
    void waitsWhileAJobRunsOrWaitsForItsTurn() {
        assertThat(steps(SEQUENCE, "running", "q", "q")).isEmpty();
        assertThat(steps(SEQUENCE, "ready", "q", "q")).isEmpty();
    }

    @Test
    void skipsAllThatNeedAJobThatFailedAndEndsTheBuild() {
        assertThat(steps(SEQUENCE, "failed", "q", "q"))
                .containsExactly("skip unit: 'lint' failed", "skip pack: 'unit' did not run", "end FAILED of lint");
    }

    @Test
    void passesWhenAllJobsPassed() {
        assertThat(steps(SEQUENCE, "passed", "passed", "passed")).containsExactly("end PASSED");
    }

    @Test
    void runsJobsSideBySideThatNeedTheSame() {
        assertThat(steps(DIAMOND, "passed", "q", "q", "q")).containsExactly("ready unit", "ready lint");
        assertThat(steps(DIAMOND, "passed", "passed", "running", "q")).isEmpty();
        assertThat(steps(DIAMOND, "passed", "passed", "passed", "q")).containsExactly("ready pack");
    }

    @Test
    void letsJobsGoOnThatDoNotNeedTheOneThatFailed() {
        assertThat(steps(DIAMOND, "passed", "failed", "running", "q")).containsExactly("skip pack: 'unit' failed");
        assertThat(steps(DIAMOND, "passed", "failed", "passed", "skipped")).containsExactly("end FAILED of unit");
    }

    @Test
    void knowsNeedsThatComeLaterInTheFile() {
        JobDefinition[] backwards = {job("pack", "unit"), job("unit", "lint"), job("lint")};

        assertThat(steps(backwards, "q", "q", "q")).containsExactly("ready lint");
        assertThat(steps(backwards, "q", "q", "error"))
                .containsExactly(
                        "skip unit: 'lint' could not be run", "skip pack: 'unit' did not run", "end ERROR of lint");
    }

    @Test
    void skipsWhatHasNotBegunWhenTheBuildIsCancelled() {
        assertThat(cancelled(SEQUENCE, "ready", "q", "q"))
                .containsExactly(
                        "skip lint: cancelled by ada",
                        "skip unit: cancelled by ada",
                        "skip pack: cancelled by ada",
                        "end CANCELLED cancelled by ada");
        assertThat(cancelled(SEQUENCE, "passed", "running", "q")).containsExactly("skip pack: cancelled by ada");
    }

    @Test
    void cancelsAJobThatWaitsForAnotherAttempt() {
        BuildRow build = TestBuilds.cancelled(TestBuilds.build(pipeline(job("unit"))), "ada");
        JobRow again = new JobRow(
                build.id(),
                0,
                "unit",
                RunState.QUEUED,
                Optional.of("exit code 1"),
                1,
                Optional.of(TestBuilds.QUEUED_AT),
                Optional.of(TestBuilds.QUEUED_AT),
                Optional.empty(),
                Optional.empty());

        assertThat(AdvanceBuild.steps(build, List.of(again)))
                .startsWith(new BuildStep.EndJob(again, RunState.CANCELLED, "cancelled by ada"));
    }

    @Test
    void runsAJobWhoseConditionHoldsAndSkipsOthersWithThoseThatNeedThem() {
        JobDefinition[] jobs = {
            job("build"),
            jobIf("base == \"main\"", "main", "build"),
            jobIf("base == \"next\"", "next", "build"),
            job("after", "next")
        };

        assertThat(steps(jobs, "running", "q", "q", "q")).isEmpty();
        assertThat(steps(jobs, "passed", "q", "q", "q"))
                .containsExactly(
                        "skip next: its condition does not hold", "skip after: 'next' did not run", "ready main");
    }

    @Test
    void letsAConditionDecideWhatAFailureMeans() {
        JobDefinition[] jobs = {
            job("unit"),
            job("pack", "unit"),
            jobIf("failed()", "report", "pack"),
            jobIf("always()", "tidy", "pack"),
            jobIf("branch == \"topic\"", "deploy", "pack")
        };

        assertThat(steps(jobs, "failed", "q", "q", "q", "q"))
                .containsExactly(
                        "skip pack: 'unit' failed", "skip deploy: 'pack' did not run", "ready report", "ready tidy");
        assertThat(steps(jobs, "passed", "passed", "q", "q", "q"))
                .containsExactly("skip report: its condition does not hold", "ready tidy", "ready deploy");
    }

    @Test
    void endsAsSkippedWhenNoConditionHolds() {
        assertThat(steps(new JobDefinition[] {jobIf("false", "deploy")}, "q"))
                .containsExactly("skip deploy: its condition does not hold", "end SKIPPED");
    }

    @Test
    void leavesJobsAloneThatAnEarlierAttemptHasRun() {
        BuildRow build = TestBuilds.build(pipeline(SEQUENCE));
        List<JobRow> jobs = List.of(
                TestBuilds.row(build, 0, RunState.PASSED).carriedTo(build.id()),
                TestBuilds.row(build, 1, RunState.QUEUED),
                TestBuilds.row(build, 2, RunState.QUEUED));

        assertThat(AdvanceBuild.steps(build, jobs)).containsExactly(new BuildStep.MakeReady(jobs.get(1)));
    }

    @ParameterizedTest
    @EnumSource(names = {"PASSED", "FAILED", "CANCELLED", "TIMED_OUT", "ERROR", "SKIPPED"})
    void doesNothingAboutABuildThatHasEnded(RunState end) {
        BuildRow build = TestBuilds.build(pipeline(job("unit")));
        List<JobRow> jobs = List.of(TestBuilds.row(build, 0, RunState.QUEUED));
        assertThat(AdvanceBuild.steps(TestBuilds.ended(build, end), jobs)).isEmpty();
    }

    static Stream<List<JobDefinition>> graphs() {
        return Stream.of(
                List.of(SEQUENCE),
                List.of(DIAMOND),
                List.of(job("a"), job("b"), job("c")),
                List.of(job("c", "a", "b"), job("a"), job("b", "a")),
                List.of(job("a"), jobIf("failed()", "b", "a"), job("c", "b"), jobIf("always()", "d", "a", "c")),
                List.of(jobIf("false", "a"), job("b", "a"), jobIf("passed()", "c", "b"), job("d")));
    }

    /**
     * All combinations of states: the steps lead to rows for which there are no more, the needs are kept, and as long as the build
     * has not ended, at least one job waits for a slot or runs.
     */
    @ParameterizedTest
    @MethodSource("graphs")
    void leavesNoBuildBehindWhateverTheStatesOfItsJobs(List<JobDefinition> definitions) {
        for (boolean cancelled : new boolean[] {false, true}) {
            BuildRow plain = TestBuilds.build(pipeline(definitions.toArray(JobDefinition[]::new)));
            BuildRow build = cancelled ? TestBuilds.cancelled(plain, "ada") : plain;
            for (List<RunState> states : combinations(definitions.size())) {
                List<JobRow> jobs = rows(build, states);

                List<BuildStep> steps = AdvanceBuild.steps(build, jobs);
                List<JobRow> after = applied(jobs, steps);

                boolean ended = steps.stream().anyMatch(BuildStep.EndBuild.class::isInstance);
                assertThat(ended)
                        .as("%s %s", states, steps)
                        .isEqualTo(after.stream().allMatch(job -> job.state().isEnd()));
                assertThat(ended || after.stream().anyMatch(AdvanceBuildTest::isOnItsWay))
                        .as("%s %s", states, steps)
                        .isTrue();
                if (!ended) {
                    assertThat(AdvanceBuild.steps(build, after)).as("%s", after).isEmpty();
                }
                assertThat(steps).allSatisfy(step -> assertNeedsAreKept(build, after, step));
            }
        }
    }

    private static void assertNeedsAreKept(BuildRow build, List<JobRow> jobs, BuildStep step) {
        if (step instanceof BuildStep.MakeReady(JobRow job)) {
            JobDefinition definition = build.pipeline().jobs().get(job.position());
            Map<String, RunState> states = new HashMap<>();
            jobs.forEach(other -> states.put(other.name(), other.state()));
            assertThat(definition.needs())
                    .allSatisfy(need -> assertThat(states.get(need).isEnd()).isTrue());
            if (definition.condition().isEmpty()) {
                assertThat(definition.needs())
                        .allSatisfy(need -> assertThat(states).containsEntry(need, RunState.PASSED));
            }
            assertThat(build.cancelledBy()).isEmpty();
        }
    }

    private static boolean isOnItsWay(JobRow job) {
        return job.state() == RunState.RUNNING || job.waitsSince().isPresent();
    }

    /** Every state for every job; {@code null} stands for nothing here, queued jobs do not wait for a slot yet. */
    private static List<List<RunState>> combinations(int jobs) {
        List<List<RunState>> all = List.of(List.of());
        for (int job = 0; job < jobs; job++) {
            all = all.stream()
                    .flatMap(before -> Arrays.stream(RunState.values()).map(state -> {
                        List<RunState> longer = new ArrayList<>(before);
                        longer.add(state);
                        return longer;
                    }))
                    .map(List::copyOf)
                    .toList();
        }
        return all;
    }

    private static List<JobRow> rows(BuildRow build, List<RunState> states) {
        return IntStream.range(0, states.size())
                .mapToObj(position -> TestBuilds.row(build, position, states.get(position)))
                .toList();
    }

    private static List<JobRow> applied(List<JobRow> jobs, List<BuildStep> steps) {
        List<JobRow> after = new ArrayList<>(jobs);
        for (BuildStep step : steps) {
            switch (step) {
                case BuildStep.MakeReady(JobRow job) -> after.set(job.position(), waiting(job));
                case BuildStep.EndJob(JobRow job, RunState end, String reason) ->
                    after.set(job.position(), job.ended(end, reason));
                case BuildStep.EndBuild end -> assertThat(steps.getLast()).isSameAs(end);
            }
        }
        return after;
    }

    private static JobRow waiting(JobRow job) {
        return new JobRow(
                job.buildId(),
                job.position(),
                job.name(),
                RunState.QUEUED,
                job.reason(),
                job.attempts(),
                Optional.of(TestBuilds.QUEUED_AT),
                job.startedAt(),
                job.finishedAt(),
                job.carriedFrom());
    }

    private static List<String> steps(JobDefinition[] definitions, String... states) {
        return steps(TestBuilds.build(pipeline(definitions)), states);
    }

    private static List<String> cancelled(JobDefinition[] definitions, String... states) {
        return steps(TestBuilds.cancelled(TestBuilds.build(pipeline(definitions)), "ada"), states);
    }

    /** {@code q} is a job that waits for others, {@code ready} one that waits for a slot. */
    private static List<String> steps(BuildRow build, String... words) {
        List<JobRow> jobs = new ArrayList<>();
        for (String word : words) {
            RunState state = RunState.find(word).orElse(RunState.QUEUED);
            JobRow job = TestBuilds.row(build, jobs.size(), state);
            JobRow withReason = state.isEnd() && state != RunState.PASSED ? job.ended(state, "of " + job.name()) : job;
            jobs.add(word.equals("ready") ? waiting(job) : withReason);
        }
        return AdvanceBuild.steps(build, jobs).stream()
                .map(AdvanceBuildTest::text)
                .toList();
    }

    private static String text(BuildStep step) {
        return switch (step) {
            case BuildStep.MakeReady(JobRow job) -> "ready " + job.name();
            case BuildStep.EndJob(JobRow job, RunState end, String reason) -> {
                assertThat(end).isEqualTo(RunState.SKIPPED);
                yield "skip %s: %s".formatted(job.name(), reason);
            }
            case BuildStep.EndBuild(RunState end, Optional<String> reason) ->
                "end %s %s".formatted(end, reason.orElse("")).strip();
        };
    }
}
