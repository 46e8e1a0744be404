package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.kit.text.HiddenCharacters;
import dev.millrace.pipeline.build.BuildOrigin;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobReport;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.check.CheckContent.Status;
import dev.millrace.pipeline.page.BuildLinks;
import dev.millrace.pipeline.workflow.OpsWarning;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Renders a build as a check run: a table of its jobs, and the end of the log of the job that failed. */
@Singleton
final class BuildCheckContent {

    /** A title is one line. */
    private static final int JOBS_IN_TITLE = 3;

    private final BuildLinks links;

    BuildCheckContent(BuildLinks links) {
        this.links = links;
    }

    /**
     * The content.
     *
     * @param jobs all of the build, in order
     * @param reported what they reported, by position
     * @param logs the end of the log of a job
     * @param heldBy who keeps the build from beginning
     */
    CheckContent of(
            BuildRow build,
            List<JobRow> jobs,
            Map<Integer, JobReport> reported,
            Function<JobRow, String> logs,
            Optional<String> heldBy) {
        Optional<String> failure = jobs.stream()
                .filter(BuildCheckContent::wentWrong)
                .findFirst()
                .map(job -> failureOf(job, reported, logs.apply(job)));
        Optional<String> text =
                Optional.of(failure.orElse("") + summaries(jobs, reported)).filter(shown -> !shown.isBlank());
        Optional<URI> page = Optional.of(links.to(build.id()));
        String title =
                HiddenCharacters.escaped(heldBy.map(by -> "On hold by " + by).orElseGet(() -> title(build, jobs)));
        String summary = summary(build, jobs, reported);
        Optional<Instant> none = Optional.empty();
        if (build.state().isEnd()) {
            Instant end = build.finishedAt().orElseThrow();
            return new CheckContent(
                    Status.COMPLETED,
                    Optional.of(conclusion(build.state())),
                    title,
                    summary,
                    text,
                    build.startedAt().or(() -> Optional.of(end)),
                    Optional.of(end),
                    page);
        }
        Status status = build.state() == RunState.QUEUED ? Status.QUEUED : Status.IN_PROGRESS;
        return new CheckContent(status, Optional.empty(), title, summary, text, build.startedAt(), none, page);
    }

    /** A check run that fails without a build. */
    static CheckContent refused(String title, String reason, Instant at) {
        return withoutBuild(Conclusion.FAILURE, title, reason, at);
    }

    /** A check run that has ended without a build. */
    static CheckContent withoutBuild(Conclusion conclusion, String title, String reason, Instant at) {
        return new CheckContent(
                Status.COMPLETED,
                Optional.of(conclusion),
                HiddenCharacters.escaped(title),
                Markdown.fenced(reason),
                Optional.empty(),
                Optional.of(at),
                Optional.of(at),
                Optional.empty());
    }

    private static Conclusion conclusion(RunState end) {
        return switch (end) {
            case PASSED -> Conclusion.SUCCESS;
            case FAILED, ERROR -> Conclusion.FAILURE;
            case CANCELLED -> Conclusion.CANCELLED;
            case TIMED_OUT -> Conclusion.TIMED_OUT;
            case SKIPPED -> Conclusion.SKIPPED;
            case QUEUED, RUNNING -> throw new IllegalArgumentException(end.wireName() + " is not an end");
        };
    }

    private static String title(BuildRow build, List<JobRow> jobs) {
        long ended = jobs.stream().filter(one -> one.state().isEnd()).count();
        return switch (build.state()) {
            case QUEUED -> "Queued";
            case RUNNING -> "Running: %d of %d jobs done".formatted(ended, jobs.size());
            case PASSED -> "Passed in " + Markdown.duration(build.startedAt(), build.finishedAt()) + retries(jobs);
            case FAILED -> "Failed: " + jobsIn(RunState.FAILED, jobs);
            case CANCELLED -> build.reason().orElse("Cancelled");
            case TIMED_OUT -> "Timed out: " + jobsIn(RunState.TIMED_OUT, jobs);
            case ERROR ->
                "Platform error" + build.reason().map(reason -> ": " + reason).orElse("");
            case SKIPPED -> "Skipped";
        };
    }

    private static String jobsIn(RunState state, List<JobRow> jobs) {
        List<String> names = jobs.stream()
                .filter(job -> job.state() == state)
                .map(JobRow::name)
                .toList();
        int more = names.size() - JOBS_IN_TITLE;
        return String.join(", ", names.subList(0, Math.min(JOBS_IN_TITLE, names.size())))
                + (more > 0 ? " and %d more".formatted(more) : "");
    }

    /** A job that passed in a second attempt is news, although the build is as good as any other. */
    private static String retries(List<JobRow> jobs) {
        return jobs.stream().anyMatch(job -> job.carriedFrom().isEmpty() && job.attempts() > 1) ? ", with retries" : "";
    }

    private String summary(BuildRow build, List<JobRow> jobs, Map<Integer, JobReport> reported) {
        String change = build.changeNumber().map(number -> " of #" + number).orElse("");
        String head = "`%s`%s on %s at `%s`, triggered %s%s.\n\n"
                .formatted(
                        build.event().wireName(),
                        change,
                        Markdown.code(build.ref()),
                        build.sha(),
                        Markdown.time(build.queuedAt()),
                        cause(build.origin()));
        String reason = build.reason().map(text -> Markdown.cell(text) + "\n\n").orElse("");
        return head + reason + "| Job | State | Started | Duration | Attempts | Log |\n|---|---|---|---|---|---|\n"
                + jobs.stream().map(job -> line(build, job)).collect(Collectors.joining())
                + tests(jobs, reported)
                + warnings(build.pipeline().warnings());
    }

    private static String cause(BuildOrigin origin) {
        return origin.attempt() == 1
                ? origin.actor().map(who -> " by " + Markdown.code(who)).orElse("")
                : ", attempt %d, requested by %s"
                        .formatted(
                                origin.attempt(), Markdown.code(origin.actor().orElse("an unknown caller")));
    }

    private static String tests(List<JobRow> jobs, Map<Integer, JobReport> reported) {
        String lines = jobs.stream()
                .flatMap(job -> Optional.ofNullable(reported.get(job.position())).flatMap(JobReport::tests).stream()
                        .map(tests -> "- %s: %s\n".formatted(Markdown.cell(job.name()), tests.text())))
                .collect(Collectors.joining());
        return lines.isEmpty() ? "" : "\nTests:\n\n" + lines;
    }

    /** What jobs wrote about themselves, below what we do. */
    private static String summaries(List<JobRow> jobs, Map<Integer, JobReport> reported) {
        return jobs.stream()
                .flatMap(job -> Optional.ofNullable(reported.get(job.position())).flatMap(JobReport::summary).stream()
                        .map(summary ->
                                "\n### %s\n\n%s\n".formatted(Markdown.cell(job.name()), Markdown.closed(summary))))
                .collect(Collectors.joining());
    }

    private static String warnings(List<OpsWarning> warnings) {
        if (warnings.isEmpty()) {
            return "";
        }
        return "\n⚠️ `ops.yml` has keys without effect:\n\n"
                + warnings.stream()
                        .map(warning -> "- %s\n".formatted(Markdown.cell(warning.text())))
                        .collect(Collectors.joining());
    }

    private String line(BuildRow build, JobRow job) {
        String state = word(job) + job.reason().map(reason -> ": " + reason).orElse("");
        return "| %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        Markdown.cell(job.name()),
                        Markdown.cell(state),
                        job.startedAt().map(Markdown::time).orElse(""),
                        Markdown.duration(job.startedAt(), job.finishedAt()),
                        job.attempts() == 0 ? "" : job.attempts(),
                        job.startedAt().isEmpty() ? "" : "[log](%s)".formatted(links.to(build.id(), job.position())));
    }

    private static String word(JobRow job) {
        return switch (job.state()) {
            case QUEUED -> job.attempts() == 0 ? "waiting" : "waiting for attempt " + (job.attempts() + 1);
            case RUNNING -> job.attempts() < 2 ? "running" : "running, attempt " + job.attempts();
            case PASSED -> job.carriedFrom().isEmpty() ? "✅ passed" : "✅ passed in an earlier attempt";
            case FAILED -> "❌ failed";
            case CANCELLED -> "cancelled";
            case TIMED_OUT -> "❌ timed out";
            case ERROR -> "❌ platform error";
            case SKIPPED -> "not run";
        };
    }

    private static boolean wentWrong(JobRow job) {
        return switch (job.state()) {
            case FAILED, TIMED_OUT, ERROR, CANCELLED -> true;
            case QUEUED, RUNNING, PASSED, SKIPPED -> false;
        };
    }

    private static String failureOf(JobRow job, Map<Integer, JobReport> reported, String log) {
        String name = Markdown.cell(job.name());
        String step = Optional.ofNullable(reported.get(job.position()))
                .flatMap(JobReport::failedStep)
                .map(failed ->
                        "**%s** ended in %s, %s.\n\n".formatted(name, failed.name(), Markdown.code(failed.text())))
                .orElse("");
        return log.isEmpty()
                ? step + "**%s** printed nothing.\n".formatted(name)
                : step + "The end of the log of **%s**:\n\n".formatted(name) + Markdown.fenced(log);
    }
}
