package dev.millrace.pipeline.build;

import dev.millrace.pipeline.workflow.ConcurrencyDefinition;
import dev.millrace.pipeline.workflow.Condition;
import dev.millrace.pipeline.workflow.JobDefinition;
import dev.millrace.pipeline.workflow.JobDefinition.RetryCause;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Builds and jobs for plain tests. */
public final class TestBuilds {

    public static final Instant QUEUED_AT = Instant.parse("2026-11-20T10:00:00Z");

    private TestBuilds() {}

    public static JobDefinition job(String name, String... needs) {
        return new JobDefinition(name, "", List.of("true"), Map.of()).withNeeds(List.of(needs));
    }

    static JobDefinition jobIf(String condition, String name, String... needs) {
        return job(name, List.of(needs), 0, List.of(), Optional.of(Condition.of(condition)));
    }

    static JobDefinition jobWithRetries(String name, int retries, RetryCause... causes) {
        return job(name, List.of(), retries, List.of(causes), Optional.empty());
    }

    private static JobDefinition job(
            String name, List<String> needs, int retries, List<RetryCause> causes, Optional<Condition> condition) {
        return new JobDefinition(
                name,
                "",
                List.of("true"),
                Map.of(),
                needs,
                Optional.empty(),
                retries,
                causes,
                condition,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of());
    }

    public static PipelineDefinition pipeline(JobDefinition... jobs) {
        return new PipelineDefinition("ci", "1", "", Map.of(), List.of(), List.of(jobs), List.of());
    }

    public static PipelineDefinition pipeline(Duration timeout, JobDefinition... jobs) {
        return pipeline(Optional.of(timeout), Optional.empty(), jobs);
    }

    static PipelineDefinition pipelineInGroup(String group, boolean cancelOlder, JobDefinition... jobs) {
        return pipeline(Optional.empty(), Optional.of(new ConcurrencyDefinition(group, cancelOlder)), jobs);
    }

    private static PipelineDefinition pipeline(
            Optional<Duration> timeout, Optional<ConcurrencyDefinition> concurrency, JobDefinition... jobs) {
        return new PipelineDefinition(
                "ci",
                "1",
                "",
                Map.of(),
                List.of(),
                List.of(jobs),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                timeout,
                List.of(),
                concurrency);
    }

    public static BuildRow build(PipelineDefinition pipeline) {
        return build("acme", "acme/widgets", pipeline, TriggerEvent.CHANGE_OPENED, "beef".repeat(10), Optional.of(7L));
    }

    /** Of the branch {@code topic}, which a change would bring into {@code main}. */
    public static BuildRow build(
            String team,
            String repository,
            PipelineDefinition pipeline,
            TriggerEvent event,
            String sha,
            Optional<Long> changeNumber) {
        UUID eventId = UUID.randomUUID();
        return new BuildRow(
                BuildRow.idOf(eventId, pipeline.name(), 1),
                eventId,
                BuildOrigin.event(Optional.of("ada")),
                UUID.randomUUID(),
                team,
                repository,
                repository,
                "github.com",
                repository,
                Optional.empty(),
                pipeline,
                event,
                "topic",
                Optional.of("main"),
                sha,
                changeNumber,
                RunState.QUEUED,
                Optional.empty(),
                Optional.empty(),
                QUEUED_AT,
                Optional.empty(),
                Optional.empty());
    }

    static BuildRow cancelled(BuildRow build, String by) {
        return with(build, build.state(), Optional.of(by));
    }

    static BuildRow ended(BuildRow build, RunState end) {
        return with(build, end, build.cancelledBy());
    }

    /** The same build of a change from a fork. */
    public static BuildRow untrusted(BuildRow build) {
        return with(build, build.origin().withUntrusted(true), build.state(), build.cancelledBy());
    }

    public static BuildRow failed(BuildRow build) {
        return in(RunState.FAILED, build);
    }

    /** A build that was queued, and began and ended when its state implies that. */
    public static BuildRow in(RunState state, BuildRow build) {
        boolean began = state != RunState.QUEUED && state != RunState.SKIPPED;
        return new BuildRow(
                build.id(),
                build.eventId(),
                build.origin(),
                build.repositoryId(),
                build.team(),
                build.repository(),
                build.mirror(),
                build.instance(),
                build.forgeRepositoryId(),
                build.installationId(),
                build.pipeline(),
                build.event(),
                build.ref(),
                build.baseRef(),
                build.sha(),
                build.changeNumber(),
                state,
                Optional.empty(),
                Optional.empty(),
                QUEUED_AT,
                began ? Optional.of(QUEUED_AT) : Optional.empty(),
                state.isEnd() ? Optional.of(QUEUED_AT) : Optional.empty());
    }

    private static BuildRow with(BuildRow build, RunState state, Optional<String> cancelledBy) {
        return with(build, build.origin(), state, cancelledBy);
    }

    private static BuildRow with(BuildRow build, BuildOrigin origin, RunState state, Optional<String> cancelledBy) {
        return new BuildRow(
                build.id(),
                build.eventId(),
                origin,
                build.repositoryId(),
                build.team(),
                build.repository(),
                build.mirror(),
                build.instance(),
                build.forgeRepositoryId(),
                build.installationId(),
                build.pipeline(),
                build.event(),
                build.ref(),
                build.baseRef(),
                build.sha(),
                build.changeNumber(),
                state,
                build.reason(),
                cancelledBy,
                build.queuedAt(),
                build.startedAt(),
                build.finishedAt());
    }

    /** One attempt was made at a job that is neither queued nor skipped. */
    public static JobRow row(BuildRow build, int position, RunState state) {
        boolean began = state != RunState.QUEUED && state != RunState.SKIPPED;
        return new JobRow(
                build.id(),
                position,
                build.pipeline().jobs().get(position).name(),
                state,
                Optional.empty(),
                began ? 1 : 0,
                began ? Optional.of(QUEUED_AT) : Optional.empty(),
                state.isEnd() ? Optional.of(QUEUED_AT) : Optional.empty());
    }
}
