package dev.millrace.webhook.cdevents;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.pipeline.Build;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.events.pipeline.JobFinished;
import dev.millrace.events.pipeline.JobStarted;
import dev.millrace.webhook.cdevents.Projection.Projected;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Builds and jobs: pipeline runs and task runs. All of one build have its id as their chain. */
final class ProjectBuilds {

    private final URI source;

    /** @param source the API of builds */
    ProjectBuilds(URI source) {
        this.source = source;
    }

    Projection queued(BuildQueued queued) {
        return ofBuild(queued, queued.build(), CdEventType.PIPELINE_RUN_QUEUED, pipeline(queued.build()));
    }

    Projection started(BuildStarted started) {
        return ofBuild(started, started.build(), CdEventType.PIPELINE_RUN_STARTED, pipeline(started.build()));
    }

    Projection finished(BuildFinished finished) {
        Fields content = pipeline(finished.build())
                .with("outcome", outcome(finished.conclusion()))
                .with("errors", errors(finished.conclusion()));
        return ofBuild(finished, finished.build(), CdEventType.PIPELINE_RUN_FINISHED, content);
    }

    Projection started(JobStarted started) {
        return ofJob(
                started,
                started.build(),
                started.job(),
                CdEventType.TASK_RUN_STARTED,
                task(started.build(), started.job()));
    }

    Projection finished(JobFinished finished) {
        Fields content = task(finished.build(), finished.job())
                .with("outcome", outcome(finished.conclusion()))
                .with("errors", errors(finished.conclusion()));
        return ofJob(finished, finished.build(), finished.job(), CdEventType.TASK_RUN_FINISHED, content);
    }

    private Projection ofBuild(Event event, Build build, CdEventType type, Fields content) {
        return projected(event, build, type, build.id().toString(), content);
    }

    /** The id of a job is derived: names of jobs have characters that attributes of CloudEvents must not have. */
    private Projection ofJob(Event event, Build build, String job, CdEventType type, Fields content) {
        return projected(
                event,
                build,
                type,
                EventIds.of("cdevents.task", build.id(), job).toString(),
                content);
    }

    private Projection projected(Event event, Build build, CdEventType type, String subjectId, Fields content) {
        return new Projected(new CdEvent(
                EventIds.of("cdevents", event.eventId()),
                type,
                source,
                subjectId,
                event.occurredAt(),
                Optional.of(build.id().toString()),
                content.map(),
                about(build)));
    }

    private Fields pipeline(Build build) {
        return Fields.of("pipelineName", build.pipeline()).with("uri", address(build));
    }

    private Fields task(Build build, String job) {
        Map<String, Object> run = Fields.of("id", build.id().toString())
                .with("source", source.toString())
                .map();
        return Fields.of("taskName", job).with("uri", address(build)).with("pipelineRun", run);
    }

    private String address(Build build) {
        return source + "/" + build.id();
    }

    private static Map<String, Object> about(Build build) {
        Map<String, Object> repository = Fields.of("id", build.repositoryId().toString())
                .with("name", build.repository())
                .map();
        return Fields.of("repository", repository)
                .with("trigger", build.trigger())
                .with("sha", build.sha())
                .with("changeNumber", build.changeNumber())
                .map();
    }

    /** CDEvents has four: a timeout is a failure of what ran, and what did not run was cancelled. */
    private static String outcome(Conclusion conclusion) {
        return switch (conclusion) {
            case SUCCESS -> "success";
            case FAILURE, TIMED_OUT -> "failure";
            case CANCELLED, SKIPPED -> "cancel";
            case ERROR -> "error";
        };
    }

    private static Optional<String> errors(Conclusion conclusion) {
        return switch (conclusion) {
            case SUCCESS -> Optional.empty();
            case FAILURE -> Optional.of("a step failed");
            case TIMED_OUT -> Optional.of("it timed out");
            case CANCELLED -> Optional.of("it was cancelled");
            case SKIPPED -> Optional.of("it did not run, since an earlier job did not succeed");
            case ERROR -> Optional.of("the platform or the machine failed");
        };
    }
}
