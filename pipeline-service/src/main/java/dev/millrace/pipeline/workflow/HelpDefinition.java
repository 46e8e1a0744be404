package dev.millrace.pipeline.workflow;

import java.util.Map;
import java.util.Optional;

/**
 * What {@code help} prints of a workflow.
 *
 * @param usage one line
 * @param arguments description by name
 * @param options description by name
 */
public record HelpDefinition(Optional<String> usage, Map<String, String> arguments, Map<String, String> options) {

    /** Of a workflow without {@code help}. */
    static final HelpDefinition NONE = new HelpDefinition(Optional.empty(), Map.of(), Map.of());

    public HelpDefinition {
        arguments = Map.copyOf(arguments);
        options = Map.copyOf(options);
    }
}
