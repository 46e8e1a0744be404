package dev.millrace.pipeline.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline as {@code ops.yml} defines it.
 *
 * @param name letters, digits, {@code -} and {@code _}; unique among the pipelines of the file
 * @param version the part after the colon of the name, for example {@code 0.1.0}
 * @param description human-readable
 * @param env values from {@code env.static}, for every job
 * @param triggers the events that start it; any one does
 * @param jobs one or more, in the order of the file; those of a matrix follow each other
 * @param warnings entries of the file that have no effect
 * @param secrets keys whose values come from the team's secrets store, for every job
 * @param configs keys whose values come from the team's configs store, for every job
 * @param filter {@code on}: which of these events start it
 * @param condition {@code if}: it must hold for an event to start it
 * @param timeout how long a build may run, 1 second to 24 hours; empty for the platform's limit
 * @param schedules times at which it starts
 * @param concurrency which of its builds exclude each other
 */
public record PipelineDefinition(
        String name,
        String version,
        String description,
        Map<String, String> env,
        List<TriggerPattern> triggers,
        List<JobDefinition> jobs,
        List<OpsWarning> warnings,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> secrets,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> configs,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<EventFilter> filter,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Condition> condition,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Duration> timeout,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ScheduleDefinition> schedules,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<ConcurrencyDefinition> concurrency) {

    /** Definitions that were stored by an earlier version lack the later components. */
    public PipelineDefinition {
        env = Map.copyOf(env);
        triggers = List.copyOf(triggers);
        jobs = List.copyOf(jobs);
        warnings = Stored.list(warnings);
        secrets = Stored.list(secrets);
        configs = Stored.list(configs);
        filter = Stored.optional(filter);
        condition = Stored.optional(condition);
        timeout = Stored.optional(timeout);
        schedules = Stored.list(schedules);
        concurrency = Stored.optional(concurrency);
    }

    /** A pipeline that uses no extension. */
    public PipelineDefinition(
            String name,
            String version,
            String description,
            Map<String, String> env,
            List<TriggerPattern> triggers,
            List<JobDefinition> jobs,
            List<OpsWarning> warnings) {
        this(
                name,
                version,
                description,
                env,
                triggers,
                jobs,
                warnings,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** The same pipeline with other jobs. */
    PipelineDefinition withJobs(List<JobDefinition> jobs) {
        return new PipelineDefinition(
                name,
                version,
                description,
                env,
                triggers,
                jobs,
                warnings,
                secrets,
                configs,
                filter,
                condition,
                timeout,
                schedules,
                concurrency);
    }

    /** Whether the event starts it: one of its triggers names it, the filter lets it through, and {@code if} holds. */
    public boolean isStartedBy(EventFacts event) {
        return triggers.stream().anyMatch(trigger -> trigger.matches(event)) && admits(event);
    }

    /** The same pipeline with another name. */
    public PipelineDefinition withName(String name) {
        return new PipelineDefinition(
                name,
                version,
                description,
                env,
                triggers,
                jobs,
                warnings,
                secrets,
                configs,
                filter,
                condition,
                timeout,
                schedules,
                concurrency);
    }

    /** The same pipeline, whose jobs get these variables, too. They win over {@code env}, not over those of a matrix. */
    public PipelineDefinition withVariables(Map<String, String> variables) {
        return variables.isEmpty()
                ? this
                : withJobs(
                        jobs.stream().map(job -> job.withVariables(variables)).toList());
    }

    /** Whether {@code on} and {@code if} let an event through that starts it otherwise than by {@code events}. */
    public boolean admits(EventFacts event) {
        return filter.map(all -> all.accepts(event)).orElse(true)
                && condition.map(itself -> itself.holds(event)).orElse(true);
    }

    /**
     * Whether it would start if the changes of a merge group were updated as pull requests: it reports a check that the branch may
     * require of both. A pattern of head branches does not count, since those of a group are not known.
     */
    boolean checksMergeGroup(EventFacts group) {
        EventFacts updated = group.as(TriggerEvent.CHANGE_SYNCHRONIZED);
        return triggers.stream().anyMatch(trigger -> trigger.names(updated)) && admits(updated);
    }

    /** Whether {@code events} has this event, for whatever repository and ref. */
    boolean namesEvent(TriggerEvent event) {
        return triggers.stream().anyMatch(trigger -> trigger.event() == event);
    }

    /** Whether it needs the files that an event changes. */
    boolean asksForFiles() {
        return filter.filter(EventFilter::asksForFiles).isPresent();
    }
}
