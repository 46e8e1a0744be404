package dev.millrace.pipeline.build;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.pipeline.workflow.OpsWarning;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A build as the API shows it; times are RFC 3339, states as in {@link RunState#wireName()}.
 *
 * @param attempt 1 for the first; each re-run has the next number
 * @param trigger what started it
 * @param warnings entries of {@code ops.yml} that have no effect on this pipeline
 * @param attempts all attempts, the first one first; absent in listings
 * @param jobs absent in listings
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record BuildBody(
        UUID id,
        int attempt,
        String repository,
        String pipeline,
        String version,
        String event,
        TriggerBody trigger,
        String ref,
        Optional<String> baseRef,
        String sha,
        Optional<Long> changeNumber,
        String state,
        Optional<String> reason,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        List<WarningBody> warnings,
        Optional<List<AttemptBody>> attempts,
        Optional<List<JobBody>> jobs) {

    /** Without its attempts and jobs. */
    public static BuildBody of(BuildRow build) {
        return of(build, Optional.empty(), Optional.empty());
    }

    static BuildBody of(BuildRow build, List<BuildRow> attempts, List<JobBody> jobs) {
        return of(build, Optional.of(attempts.stream().map(AttemptBody::of).toList()), Optional.of(jobs));
    }

    private static BuildBody of(BuildRow build, Optional<List<AttemptBody>> attempts, Optional<List<JobBody>> jobs) {
        return new BuildBody(
                build.id(),
                build.origin().attempt(),
                build.repository(),
                build.pipeline().name(),
                build.pipeline().version(),
                build.event().wireName(),
                TriggerBody.of(build.origin()),
                build.ref(),
                build.baseRef(),
                build.sha(),
                build.changeNumber(),
                build.state().wireName(),
                build.reason(),
                build.queuedAt(),
                build.startedAt(),
                build.finishedAt(),
                build.pipeline().warnings().stream().map(WarningBody::of).toList(),
                attempts,
                jobs);
    }

    /**
     * What started a build.
     *
     * @param kind {@code event}, {@code manual}, {@code schedule} or {@code rerun}
     * @param actor who did: a login at the forge, or the subject of a token
     * @param person id of the user who did; absent if the platform does not know
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record TriggerBody(String kind, Optional<String> actor, Optional<UUID> person) {

        static TriggerBody of(BuildOrigin origin) {
            return new TriggerBody(origin.kind().wireName(), origin.actor(), origin.person());
        }
    }

    /** One of the attempts at a build. */
    public record AttemptBody(int attempt, UUID id, String state) {

        static AttemptBody of(BuildRow build) {
            return new AttemptBody(
                    build.origin().attempt(), build.id(), build.state().wireName());
        }
    }

    /**
     * Something in {@code ops.yml} that has no effect.
     *
     * @param line where, 1 or more
     * @param message what is ignored
     */
    public record WarningBody(int line, String message) {

        static WarningBody of(OpsWarning warning) {
            return new WarningBody(warning.line(), warning.message());
        }
    }

    /**
     * A job of the build.
     *
     * @param needs names of the jobs that must end before it starts
     * @param attempts how often it was begun
     * @param waits why it does not run yet; only while it is queued
     * @param seconds how long it took; only when it has ended after running
     * @param carriedFrom the build of an earlier attempt in which it passed; it did not run again
     * @param log where its output is, below our public address
     * @param failedStep the step that failed
     * @param tests tests in its reports
     * @param annotations how many annotations it has; absent for none
     * @param summary Markdown that it wrote
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record JobBody(
            String name,
            List<String> needs,
            String state,
            Optional<String> reason,
            int attempts,
            Optional<WaitBody> waits,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            Optional<Long> seconds,
            Optional<UUID> carriedFrom,
            String log,
            Optional<FailedStepBody> failedStep,
            Optional<TestsBody> tests,
            Optional<Integer> annotations,
            Optional<String> summary) {

        static JobBody of(JobRow job, List<String> needs, Optional<JobWait> wait, Optional<JobReport> report) {
            return new JobBody(
                    job.name(),
                    needs,
                    job.state().wireName(),
                    job.reason(),
                    job.attempts(),
                    wait.map(WaitBody::of),
                    job.startedAt(),
                    job.finishedAt(),
                    job.startedAt()
                            .flatMap(start -> job.finishedAt()
                                    .map(end -> Duration.between(start, end).toSeconds())),
                    job.carriedFrom(),
                    "/api/builds/%s/jobs/%s/log".formatted(job.ranIn(), encode(job.name())),
                    report.flatMap(JobReport::failedStep).map(FailedStepBody::of),
                    report.flatMap(JobReport::tests).map(TestsBody::of),
                    report.map(JobReport::annotations).filter(count -> count > 0),
                    report.flatMap(JobReport::summary));
        }

        private static String encode(String name) {
            return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /**
     * The step of a job that failed.
     *
     * @param number 1 for the first
     * @param through the last one, where several steps are one command and any of them may have failed
     * @param text its first line
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record FailedStepBody(int number, Optional<Integer> through, String text) {

        static FailedStepBody of(JobReport.FailedStep step) {
            return new FailedStepBody(
                    step.number(), Optional.of(step.through()).filter(last -> last > step.number()), step.text());
        }
    }

    /** How many tests the reports of a job contain. */
    public record TestsBody(int passed, int failed, int skipped) {

        static TestsBody of(JobReport.TestCount tests) {
            return new TestsBody(tests.passed(), tests.failed(), tests.skipped());
        }
    }

    /**
     * Why a job does not run yet.
     *
     * @param cause {@code jobs}, {@code hold}, {@code concurrency}, {@code team_limit}, {@code repository_limit} or {@code slot}
     * @param since since when it waits for that
     * @param jobs names of the jobs that it waits for; only for {@code jobs}
     * @param ahead how many jobs run before it at most; absent for {@code jobs}
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record WaitBody(String cause, Instant since, List<String> jobs, Optional<Long> ahead) {

        static WaitBody of(JobWait wait) {
            return new WaitBody(wait.cause().wireName(), wait.since(), wait.needs(), wait.ahead());
        }
    }
}
