package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import dev.millrace.events.forge.CheckState.Conclusion;
import dev.millrace.insights.fact.RunFact;
import dev.millrace.insights.fact.RunFact.Stage;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Runs of the forge's own build system that have completed. */
public final class ForeignRuns {

    private static final Comparator<ForeignRun> OLDEST_FIRST =
            comparing(ForeignRun::completedAt).thenComparing(ForeignRun::id);

    private ForeignRuns() {}

    /**
     * An attempt at a run.
     *
     * @param id {@code run-}, the forge's number, and the attempt: {@code run-12-1}
     * @param runId the forge's number
     * @param attempt 1 or more
     * @param workflow its name
     * @param sha commit it ran on
     * @param branch short name; empty for runs from forks
     * @param queuedAt when its first job was requested; empty if that was not reported
     * @param startedAt when its first job began, else when the run did; empty if neither was reported
     * @param completedAt when it ended
     * @param conclusion how
     * @param flaky whether it failed, and a later attempt or run of the workflow passed on the same commit
     */
    public record ForeignRun(
            String id,
            String runId,
            long attempt,
            String workflow,
            String sha,
            Optional<String> branch,
            Optional<Instant> queuedAt,
            Optional<Instant> startedAt,
            Instant completedAt,
            Conclusion conclusion,
            boolean flaky) {}

    private record Attempt(String runId, long number) {}

    /** The completed attempts among these reports, by end. */
    public static List<ForeignRun> of(Collection<RunFact> reports) {
        List<ForeignRun> runs =
                reports.stream()
                        .collect(groupingBy(report -> new Attempt(report.runId(), report.attempt())))
                        .values()
                        .stream()
                        .flatMap(same -> run(same).stream())
                        .toList();
        return runs.stream().collect(groupingBy(run -> List.of(run.workflow(), run.sha()))).values().stream()
                .flatMap(same -> same.stream().map(run -> marked(run, same)))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    private static Optional<ForeignRun> run(List<RunFact> reports) {
        return reports.stream()
                .filter(report -> report.isRun() && report.stage() == Stage.COMPLETED)
                // should there be two reports, the order of their content decides
                .max(comparing(RunFact::at).thenComparing(RunFact::toString))
                .map(end -> new ForeignRun(
                        "run-" + end.runId() + "-" + end.attempt(),
                        end.runId(),
                        end.attempt(),
                        end.workflow(),
                        end.sha(),
                        end.branch(),
                        firstJob(reports, Stage.WAITING),
                        firstJob(reports, Stage.RUNNING).or(end::startedAt),
                        end.at(),
                        end.conclusion().orElse(Conclusion.UNKNOWN),
                        false));
    }

    private static Optional<Instant> firstJob(List<RunFact> reports, Stage stage) {
        return reports.stream()
                .filter(report -> !report.isRun() && report.stage() == stage)
                .map(report -> report.startedAt().orElse(report.at()))
                .min(Comparator.naturalOrder());
    }

    private static ForeignRun marked(ForeignRun run, List<ForeignRun> same) {
        boolean flaky = run.conclusion() == Conclusion.FAILURE
                && same.stream()
                        .anyMatch(other -> other.conclusion() == Conclusion.SUCCESS
                                && (other.runId().equals(run.runId())
                                        ? other.attempt() > run.attempt()
                                        : other.completedAt().isAfter(run.completedAt())));
        return flaky
                ? new ForeignRun(
                        run.id(),
                        run.runId(),
                        run.attempt(),
                        run.workflow(),
                        run.sha(),
                        run.branch(),
                        run.queuedAt(),
                        run.startedAt(),
                        run.completedAt(),
                        run.conclusion(),
                        true)
                : run;
    }
}
