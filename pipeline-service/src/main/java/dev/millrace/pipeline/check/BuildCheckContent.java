package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.text.HiddenCharacters;
import dev.millrace.pipeline.build.BuildOrigin;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.check.CheckContent.Status;
import dev.millrace.pipeline.log.LogTail;
import dev.millrace.pipeline.workflow.OpsWarning;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Renders a build as a check run: a table of its jobs, and the end of the log of the job that failed. */
@Singleton
final class BuildCheckContent {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    /** A title is one line. */
    private static final int JOBS_IN_TITLE = 3;

    private final LogTail tail;
    private final String publicUrl;

    BuildCheckContent(
            LogTail tail,
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicUrl) {
        this.tail = tail;
        this.publicUrl = publicUrl.toString().replaceAll("/+$", "");
    }

    CheckContent of(Transaction tx, BuildRow build, List<JobRow> jobs) {
        Optional<String> text = jobs.stream()
                .filter(BuildCheckContent::wentWrong)
                .findFirst()
                .map(job -> logOf(job, tail.read(tx, build.id(), job.position())));
        Optional<URI> page = Optional.of(URI.create(publicUrl + "/api/builds/" + build.id()));
        String title = HiddenCharacters.escaped(title(build, jobs));
        String summary = summary(build, jobs);
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
                fenced(reason),
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
            case PASSED -> "Passed in " + duration(build.startedAt(), build.finishedAt()) + retries(jobs);
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

    private static String summary(BuildRow build, List<JobRow> jobs) {
        String change = build.changeNumber().map(number -> " of #" + number).orElse("");
        String head = "`%s`%s on %s at `%s`, triggered %s%s.\n\n"
                .formatted(
                        build.event().wireName(),
                        change,
                        code(build.ref()),
                        build.sha(),
                        TIME.format(build.queuedAt()),
                        attempt(build.origin()));
        String reason = build.reason().map(text -> cell(text) + "\n\n").orElse("");
        return head + reason + "| Job | State | Started | Duration |\n|---|---|---|---|\n"
                + jobs.stream().map(BuildCheckContent::line).collect(Collectors.joining())
                + warnings(build.pipeline().warnings());
    }

    private static String attempt(BuildOrigin origin) {
        return origin.attempt() == 1
                ? ""
                : ", attempt %d, requested by %s"
                        .formatted(origin.attempt(), code(origin.actor().orElse("an unknown caller")));
    }

    private static String warnings(List<OpsWarning> warnings) {
        if (warnings.isEmpty()) {
            return "";
        }
        return "\n⚠️ `ops.yml` has keys without effect:\n\n"
                + warnings.stream()
                        .map(warning -> "- %s\n".formatted(cell(warning.text())))
                        .collect(Collectors.joining());
    }

    private static String line(JobRow job) {
        String state = word(job) + job.reason().map(reason -> ": " + reason).orElse("");
        return "| %s | %s | %s | %s |\n"
                .formatted(
                        cell(job.name()),
                        cell(state),
                        job.startedAt().map(TIME::format).orElse(""),
                        duration(job.startedAt(), job.finishedAt()));
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

    private static String logOf(JobRow job, String log) {
        String heading = "The end of the log of **%s**:\n\n".formatted(cell(job.name()));
        return log.isEmpty() ? "**%s** printed nothing.".formatted(cell(job.name())) : heading + fenced(log);
    }

    /** Text in a fence that is longer than any run of backticks in it. */
    private static String fenced(String text) {
        String fence = "`".repeat(Math.max(3, longestRowOfBackticks(text) + 1));
        return "%s\n%s\n%s\n".formatted(fence, HiddenCharacters.escaped(text), fence);
    }

    /** Text as a code span, which shows every visible character as itself (CommonMark 6.1). */
    static String code(String text) {
        String fence = "`".repeat(longestRowOfBackticks(text) + 1);
        String pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
        return fence + pad + HiddenCharacters.escaped(text) + pad + fence;
    }

    private static int longestRowOfBackticks(String text) {
        int longest = 0;
        int row = 0;
        for (char character : text.toCharArray()) {
            row = character == '`' ? row + 1 : 0;
            longest = Math.max(longest, row);
        }
        return longest;
    }

    /** Text escaped for a table cell: names are untrusted input. */
    private static String cell(String text) {
        return HiddenCharacters.escaped(text)
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replaceAll("[\\r\\n]+", " ");
    }

    private static String duration(Optional<Instant> from, Optional<Instant> to) {
        return from.flatMap(start -> to.map(end -> Duration.between(start, end)))
                .map(BuildCheckContent::text)
                .orElse("");
    }

    private static String text(Duration time) {
        long minutes = time.toMinutes();
        if (minutes == 0) {
            return "%d.%d s".formatted(time.toSeconds(), time.toMillisPart() / 100);
        }
        return minutes < 60
                ? "%d min %d s".formatted(minutes, time.toSecondsPart())
                : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }
}
