package dev.millrace.insights.metric;

import static dev.millrace.insights.metric.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.insights.fact.BuildStepFact;
import dev.millrace.insights.fact.BuildStepFact.Stage;
import dev.millrace.insights.metric.BuildRuns.BuildRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BuildRunsTest {

    private final List<BuildStepFact> steps = new ArrayList<>();

    @Test
    void marksAFailureThatPassedLaterOnTheSameCommit() {
        build(1, "ci", "x", Conclusion.FAILURE, "2026-03-02T10:00Z");
        build(2, "ci", "x", Conclusion.SUCCESS, "2026-03-02T11:00Z");
        build(3, "ci", "y", Conclusion.FAILURE, "2026-03-02T10:00Z");
        build(4, "docs", "x", Conclusion.FAILURE, "2026-03-02T10:30Z");

        assertThat(flaky()).containsExactly(new UUID(0, 1));
    }

    @Test
    void doesNotMarkAFailureAfterASuccessNorWhatWasCancelled() {
        build(1, "ci", "x", Conclusion.SUCCESS, "2026-03-02T10:00Z");
        build(2, "ci", "x", Conclusion.FAILURE, "2026-03-02T11:00Z");
        build(3, "ci", "z", Conclusion.CANCELLED, "2026-03-02T10:00Z");
        build(4, "ci", "z", Conclusion.SUCCESS, "2026-03-02T11:00Z");

        assertThat(flaky()).isEmpty();
    }

    @Test
    void isTheSameInAnyOrderAndKnowsOnlyFinishedBuilds() {
        build(1, "ci", "x", Conclusion.FAILURE, "2026-03-02T10:00Z");
        build(2, "ci", "x", Conclusion.SUCCESS, "2026-03-02T11:00Z");
        steps.add(step(5, "ci", "x", Stage.QUEUED, Optional.empty(), "2026-03-02T12:00Z"));
        List<BuildRun> expected = BuildRuns.of(steps);

        Collections.shuffle(steps, new Random(1));

        assertThat(BuildRuns.of(steps)).isEqualTo(expected).hasSize(2);
        assertThat(expected.getFirst().startedAt()).contains(at("2026-03-02T09:50Z"));
    }

    private List<UUID> flaky() {
        return BuildRuns.of(steps).stream()
                .filter(BuildRun::flaky)
                .map(BuildRun::id)
                .toList();
    }

    private void build(long id, String pipeline, String sha, Conclusion conclusion, String at) {
        String started = at(at).minusSeconds(600).toString();
        steps.add(step(id, pipeline, sha, Stage.STARTED, Optional.empty(), started));
        steps.add(step(id, pipeline, sha, Stage.FINISHED, Optional.of(conclusion), at));
    }

    private static BuildStepFact step(
            long id, String pipeline, String sha, Stage stage, Optional<Conclusion> conclusion, String at) {
        return new BuildStepFact(new UUID(0, id), stage, pipeline, "push", sha, Optional.empty(), conclusion, at(at));
    }
}
