package dev.millrace.pipeline.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A workflow as the API shows it; times are RFC 3339.
 *
 * @param kind {@code pipeline}, {@code command} or {@code service}
 * @param version of the newest version, as the file states it
 * @param number of the newest version, 1 or more
 * @param repository {@code owner/name} at the forge
 * @param sha the commit that brought the newest version
 * @param pushedBy login at the forge of who pushed that commit; absent if the forge did not report it
 * @param warnings entries of the file that have no effect on it, as in builds
 * @param enabled whether it may start
 * @param switchedBy who enabled or disabled it last
 * @param retiredAt since when the default branch does not define it
 * @param problem why the newest {@code ops.yml} of the default branch cannot be used; what was published before it counts
 * @param runs how many there were, each with all of its attempts
 * @param schedules absent in listings
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record WorkflowBody(
        UUID id,
        String kind,
        String name,
        String version,
        int number,
        String repository,
        String description,
        String sha,
        Instant publishedAt,
        Optional<String> pushedBy,
        JsonNode warnings,
        boolean enabled,
        Optional<String> switchedBy,
        Optional<Instant> switchedAt,
        Optional<Instant> retiredAt,
        Optional<String> problem,
        long runs,
        Optional<LastRunBody> lastRun,
        Optional<List<ScheduleBody>> schedules) {

    static WorkflowBody of(ListedWorkflow listed) {
        return of(listed, Optional.empty());
    }

    static WorkflowBody of(ListedWorkflow listed, List<DueSchedule> schedules) {
        return of(listed, Optional.of(schedules.stream().map(ScheduleBody::of).toList()));
    }

    private static WorkflowBody of(ListedWorkflow listed, Optional<List<ScheduleBody>> schedules) {
        WorkflowRow workflow = listed.workflow();
        JsonNode definition = VersionBody.tree(workflow.definition());
        return new WorkflowBody(
                workflow.id(),
                workflow.kind().wireName(),
                workflow.name(),
                workflow.version(),
                workflow.latest(),
                listed.repository(),
                definition.path("description").asText(),
                listed.sha(),
                listed.publishedAt(),
                listed.pushedBy(),
                definition.path("warnings"),
                workflow.enabled(),
                listed.switchedBy(),
                listed.switchedAt(),
                workflow.retiredAt(),
                listed.problem(),
                listed.runs(),
                listed.lastRun().map(LastRunBody::of),
                schedules);
    }

    /** The run that started last, in its newest attempt. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record LastRunBody(UUID build, String state, Instant queuedAt, Optional<Instant> finishedAt) {

        static LastRunBody of(ListedWorkflow.LastRun run) {
            return new LastRunBody(run.build(), run.state().wireName(), run.queuedAt(), run.finishedAt());
        }
    }

    /**
     * Times at which it starts.
     *
     * @param branch absent for the default branch
     * @param nextAt when it starts next
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record ScheduleBody(String cron, String timezone, Optional<String> branch, Instant nextAt) {

        static ScheduleBody of(DueSchedule row) {
            return new ScheduleBody(
                    row.schedule().cron(),
                    row.schedule().zone().equals(ZoneOffset.UTC)
                            ? "UTC"
                            : row.schedule().zone().getId(),
                    row.schedule().branch(),
                    row.nextAt());
        }
    }
}
