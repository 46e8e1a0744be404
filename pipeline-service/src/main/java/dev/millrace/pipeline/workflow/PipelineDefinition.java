package dev.millrace.pipeline.workflow;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as {@code ops.yml} defines it.
 *
 * @param name letters, digits, {@code -} and {@code _}; unique in the file
 * @param version the part after the colon of the name, for example {@code 0.1.0}
 * @param description human-readable
 * @param env values from {@code env.static}, for every job
 * @param triggers the events that start it; any one does
 * @param jobs one or more, run one after the other
 * @param warnings entries of the file that have no effect
 */
public record PipelineDefinition(
        String name,
        String version,
        String description,
        Map<String, String> env,
        List<TriggerPattern> triggers,
        List<JobDefinition> jobs,
        List<OpsWarning> warnings) {

    /** Builds that were stored by an earlier version have no warnings. */
    public PipelineDefinition {
        env = Map.copyOf(env);
        triggers = List.copyOf(triggers);
        jobs = List.copyOf(jobs);
        warnings = orNone(warnings);
    }

    private static List<OpsWarning> orNone(@Nullable List<OpsWarning> warnings) {
        return warnings == null ? List.of() : List.copyOf(warnings);
    }

    /** Whether one of its triggers names this event; see {@link TriggerPattern#matches}. */
    public boolean isStartedBy(String repository, TriggerEvent event, String ref) {
        return triggers.stream().anyMatch(trigger -> trigger.matches(repository, event, ref));
    }
}
