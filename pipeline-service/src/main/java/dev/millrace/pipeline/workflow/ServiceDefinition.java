package dev.millrace.pipeline.workflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service as {@code ops.yml} defines it: a container that serves HTTP.
 *
 * @param name letters, digits, {@code -} and {@code _}; unique among the services of the file
 * @param version the part after the colon of the name, for example {@code 0.1.0}
 * @param description human-readable
 * @param run a line of shell, the main process
 * @param ports ports of the container that are served; none when the file names none
 * @param domain a host name of its own, without a scheme; may start with {@code *.}
 * @param env values from {@code env.static}
 * @param secrets keys whose values come from the team's secrets store
 * @param configs keys whose values come from the team's configs store
 * @param triggers the events that start it; any one does
 * @param filter {@code on}: which of these events start it
 * @param actions {@code trigger}: what an event causes; none when the file does not state it
 * @param sdk how the process is connected to the SDK
 * @param help what {@code help} prints
 * @param warnings entries of the service that have no effect
 */
public record ServiceDefinition(
        String name,
        String version,
        String description,
        String run,
        List<PortMapping> ports,
        Optional<String> domain,
        Map<String, String> env,
        List<String> secrets,
        List<String> configs,
        List<TriggerPattern> triggers,
        Optional<EventFilter> filter,
        List<StartAction> actions,
        Sdk sdk,
        HelpDefinition help,
        List<OpsWarning> warnings) {

    public ServiceDefinition {
        ports = List.copyOf(ports);
        env = Map.copyOf(env);
        secrets = List.copyOf(secrets);
        configs = List.copyOf(configs);
        triggers = List.copyOf(triggers);
        actions = List.copyOf(actions);
        warnings = List.copyOf(warnings);
    }
}
