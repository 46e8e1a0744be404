package dev.millrace.pipeline.page;

import dev.millrace.pipeline.artifact.ArtifactRow;
import dev.millrace.pipeline.build.BuildBody;
import dev.millrace.pipeline.build.BuildBody.AttemptBody;
import dev.millrace.pipeline.build.BuildBody.JobBody;
import dev.millrace.pipeline.build.BuildBody.WaitBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A build as its page shows it: texts, empty where there is none.
 *
 * @param css name of the class of its state
 * @param isRunning whether it has not ended
 * @param attempts other attempts; links only for members of the team
 */
record BuildView(
        String pipeline,
        String version,
        String repository,
        String state,
        String css,
        String reason,
        boolean isRunning,
        String event,
        String change,
        String ref,
        String baseRef,
        String commit,
        String trigger,
        String actor,
        String queued,
        String started,
        String finished,
        String duration,
        int attempt,
        List<AttemptView> attempts,
        List<JobView> jobs,
        List<ArtifactView> artifacts,
        List<String> warnings) {

    /**
     * An attempt at the build.
     *
     * @param href its page; empty for this one, and for readers who may see only this one
     */
    record AttemptView(int number, String state, String css, String href) {}

    /**
     * A job of the build.
     *
     * @param href its page
     */
    record JobView(
            int position,
            String name,
            String state,
            String css,
            String reason,
            String waits,
            String started,
            String finished,
            String duration,
            int attempts,
            String href) {}

    /**
     * Files that a job kept.
     *
     * @param href where they are; empty once they are deleted
     */
    record ArtifactView(String job, String name, int files, String size, String expires, String href) {}

    static BuildView of(BuildBody build, List<ArtifactRow> artifacts, Optional<String> key) {
        List<JobView> jobs = new ArrayList<>();
        for (JobBody job : build.jobs().orElse(List.of())) {
            jobs.add(view(build, job, jobs.size(), key));
        }
        return new BuildView(
                PageText.name(build.pipeline()),
                PageText.name(build.version()),
                PageText.name(build.repository()),
                PageText.state(build.state()),
                build.state(),
                PageText.name(build.reason()),
                build.finishedAt().isEmpty(),
                build.event(),
                build.changeNumber().map(number -> "#" + number).orElse(""),
                PageText.name(build.ref()),
                PageText.name(build.baseRef()),
                build.sha(),
                build.trigger().kind(),
                PageText.name(build.trigger().actor()),
                PageText.time(Optional.of(build.queuedAt())),
                PageText.time(build.startedAt()),
                PageText.time(build.finishedAt()),
                PageText.duration(build.startedAt(), build.finishedAt()),
                build.attempt(),
                build.attempts().orElse(List.of()).stream()
                        .map(attempt -> view(build, attempt, key))
                        .toList(),
                jobs,
                artifacts.stream()
                        .map(artifact -> view(build, artifact, jobs, key))
                        .toList(),
                build.warnings().stream()
                        .map(warning -> "line %d: %s".formatted(warning.line(), PageText.name(warning.message())))
                        .toList());
    }

    private static AttemptView view(BuildBody build, AttemptBody attempt, Optional<String> key) {
        boolean linked = key.isEmpty() && !attempt.id().equals(build.id());
        return new AttemptView(
                attempt.attempt(),
                PageText.state(attempt.state()),
                attempt.state(),
                linked ? "/builds/" + attempt.id() : "");
    }

    private static ArtifactView view(BuildBody build, ArtifactRow artifact, List<JobView> jobs, Optional<String> key) {
        return new ArtifactView(
                jobs.get(artifact.position()).name(),
                artifact.name(),
                artifact.archive().files(),
                PageText.size(artifact.archive().objectBytes()),
                PageText.time(Optional.of(artifact.expiresAt())),
                artifact.objectKey().isEmpty()
                        ? ""
                        : new PageLinks(build.id(), key).artifact(artifact.position(), artifact.name()));
    }

    private static JobView view(BuildBody build, JobBody job, int position, Optional<String> key) {
        return new JobView(
                position,
                PageText.name(job.name()),
                PageText.state(job.state()),
                job.state(),
                PageText.name(job.reason()),
                job.waits().map(BuildView::text).orElse(""),
                PageText.time(job.startedAt()),
                PageText.time(job.finishedAt()),
                PageText.duration(job.startedAt(), job.finishedAt()),
                job.attempts(),
                new PageLinks(build.id(), key).job(position));
    }

    private static String text(WaitBody wait) {
        String since = " since " + PageText.time(Optional.of(wait.since()));
        return switch (wait.cause()) {
            case "jobs" -> "waits for " + PageText.name(String.join(", ", wait.jobs()));
            case "concurrency" -> "waits for another build of its group" + since;
            case "team_limit" -> "waits for another job of the team" + since;
            case "repository_limit" -> "waits for another job of the repository" + since;
            case "slot" -> "waits for a free slot" + since;
            default -> "waits" + since;
        };
    }
}
