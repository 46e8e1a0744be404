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
 * @param warnings entries of {@code ops.yml} that have no effect on this pipeline
 * @param jobs absent in listings
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record BuildBody(
        UUID id,
        String repository,
        String pipeline,
        String version,
        String event,
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
        Optional<List<JobBody>> jobs) {

    static BuildBody of(BuildRow build) {
        return of(build, Optional.empty());
    }

    static BuildBody of(BuildRow build, List<JobRow> jobs) {
        return of(build, Optional.of(jobs.stream().map(JobBody::of).toList()));
    }

    private static BuildBody of(BuildRow build, Optional<List<JobBody>> jobs) {
        return new BuildBody(
                build.id(),
                build.repository(),
                build.pipeline().name(),
                build.pipeline().version(),
                build.event().wireName(),
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
                jobs);
    }

    /**
     * Something in {@code ops.yml} that has no effect.
     *
     * @param line where, 1 or more
     * @param message what is ignored
     */
    record WarningBody(int line, String message) {

        static WarningBody of(OpsWarning warning) {
            return new WarningBody(warning.line(), warning.message());
        }
    }

    /**
     * A job of the build.
     *
     * @param seconds how long it took; only when it has ended after running
     * @param log where its output is, below our public address
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record JobBody(
            String name,
            String state,
            Optional<String> reason,
            int attempts,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            Optional<Long> seconds,
            String log) {

        static JobBody of(JobRow job) {
            return new JobBody(
                    job.name(),
                    job.state().wireName(),
                    job.reason(),
                    job.attempts(),
                    job.startedAt(),
                    job.finishedAt(),
                    job.startedAt()
                            .flatMap(start -> job.finishedAt()
                                    .map(end -> Duration.between(start, end).toSeconds())),
                    "/api/builds/%s/jobs/%s/log".formatted(job.buildId(), encode(job.name())));
        }

        private static String encode(String name) {
            return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }
}
