package dev.millrace.insights.metric;

import static java.util.stream.Collectors.groupingBy;

import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.insights.fact.BuildStepFact;
import dev.millrace.insights.fact.BuildStepFact.Stage;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Builds of a repository's pipelines that have finished. */
public final class BuildRuns {

    private BuildRuns() {}

    /**
     * A finished build.
     *
     * @param id the build
     * @param pipeline name in {@code ops.yml}
     * @param sha commit it ran on
     * @param queuedAt when it was requested; empty if that was not reported
     * @param startedAt when its first job began; empty if none did, or it was not reported
     * @param finishedAt when it ended
     * @param conclusion how
     * @param flaky whether it failed and a later build of the pipeline passed on the same commit
     */
    public record BuildRun(
            UUID id,
            String pipeline,
            String sha,
            Optional<Instant> queuedAt,
            Optional<Instant> startedAt,
            Instant finishedAt,
            Conclusion conclusion,
            boolean flaky) {}

    /** The finished builds among these steps, by end. */
    public static List<BuildRun> of(Collection<BuildStepFact> steps) {
        List<BuildRun> runs = steps.stream().collect(groupingBy(BuildStepFact::buildId)).values().stream()
                .flatMap(build -> run(build).stream())
                .sorted(Comparator.comparing(BuildRun::finishedAt).thenComparing(BuildRun::id))
                .toList();
        return runs.stream().collect(groupingBy(run -> List.of(run.pipeline(), run.sha()))).values().stream()
                .flatMap(same -> same.stream().map(run -> marked(run, same)))
                .sorted(Comparator.comparing(BuildRun::finishedAt).thenComparing(BuildRun::id))
                .toList();
    }

    private static BuildRun marked(BuildRun run, List<BuildRun> same) {
        boolean flaky = run.conclusion() == Conclusion.FAILURE
                && same.stream()
                        .anyMatch(other -> other.conclusion() == Conclusion.SUCCESS
                                && other.finishedAt().isAfter(run.finishedAt()));
        return flaky
                ? new BuildRun(
                        run.id(),
                        run.pipeline(),
                        run.sha(),
                        run.queuedAt(),
                        run.startedAt(),
                        run.finishedAt(),
                        run.conclusion(),
                        true)
                : run;
    }

    private static Optional<BuildRun> run(List<BuildStepFact> steps) {
        return newest(steps, Stage.FINISHED)
                .flatMap(end -> end.conclusion()
                        .map(conclusion -> new BuildRun(
                                end.buildId(),
                                end.pipeline(),
                                end.sha(),
                                newest(steps, Stage.QUEUED).map(BuildStepFact::at),
                                newest(steps, Stage.STARTED).map(BuildStepFact::at),
                                end.at(),
                                conclusion,
                                false)));
    }

    /** A step is reported once; should there be two reports, the order of their content decides. */
    private static Optional<BuildStepFact> newest(List<BuildStepFact> steps, Stage stage) {
        return steps.stream()
                .filter(step -> step.stage() == stage)
                .max(Comparator.comparing(BuildStepFact::at).thenComparing(BuildStepFact::toString));
    }
}
