package dev.millrace.pipeline.workflow;

import java.util.List;
import java.util.Map;

/**
 * A job of a pipeline.
 *
 * @param name unique in the pipeline, 1 to 100 characters, no {@code /}
 * @param description human-readable; empty when the file gives none
 * @param steps shell lines; together they are one bash script
 * @param env values from the job's own {@code env.static}; they win over the pipeline's
 */
public record JobDefinition(String name, String description, List<String> steps, Map<String, String> env) {

    public JobDefinition {
        steps = List.copyOf(steps);
        env = Map.copyOf(env);
    }
}
