package dev.millrace.pipeline.workflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command as {@code ops.yml} defines it: a process that a person or an event starts with arguments.
 *
 * @param name letters, digits, {@code -} and {@code _}; unique among the commands of the file
 * @param version the part after the colon of the name; {@code 0.1.0} if the file gives none
 * @param description human-readable
 * @param run a line of shell; arguments are appended to it
 * @param ports ports that local runs map
 * @param env values from {@code env.static}
 * @param secrets keys whose values come from the team's secrets store
 * @param configs keys whose values come from the team's configs store
 * @param triggers the events that start it; any one does
 * @param filter {@code on}: which of these events start it
 * @param actions {@code trigger}: what an event causes; none when the file does not state it
 * @param sdk how the process is connected to the SDK
 * @param help what {@code help} prints
 * @param warnings entries of the command that have no effect
 */
public record CommandDefinition(
        String name,
        String version,
        String description,
        String run,
        List<PortMapping> ports,
        Map<String, String> env,
        List<String> secrets,
        List<String> configs,
        List<TriggerPattern> triggers,
        Optional<EventFilter> filter,
        List<StartAction> actions,
        Sdk sdk,
        HelpDefinition help,
        List<OpsWarning> warnings) {

    public CommandDefinition {
        ports = List.copyOf(ports);
        env = Map.copyOf(env);
        secrets = List.copyOf(secrets);
        configs = List.copyOf(configs);
        triggers = List.copyOf(triggers);
        actions = List.copyOf(actions);
        warnings = List.copyOf(warnings);
    }
}
