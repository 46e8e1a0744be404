package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * {@code env} of a workflow or job.
 *
 * @param values from {@code static}, or the legacy list directly under {@code env}
 * @param secrets keys in the team's secrets store
 * @param configs keys in the team's configs store
 */
record Variables(Map<String, String> values, List<String> secrets, List<String> configs) {

    /** Name of an environment variable. */
    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Pattern HOST_VARIABLE = Pattern.compile("\\w+=\\$(\\w+|\\{\\w+})");
    private static final Variables NONE = new Variables(Map.of(), List.of(), List.of());

    static Variables read(OpsReading reading, OpsMapping owner) {
        Optional<Node> env = owner.find("env");
        if (env.isEmpty()) {
            return NONE;
        }
        return switch (env.get()) {
            case SequenceNode list -> {
                list.getValue().forEach(entry -> warnOfHostVariable(reading, entry));
                yield new Variables(values(reading, list.getValue(), list), List.of(), List.of());
            }
            case MappingNode mapping -> read(reading, mapping);
            default ->
                throw new BrokenOpsFile(env.get(), "'env' must be a mapping with 'static', 'secrets' or 'configs'");
        };
    }

    private static Variables read(OpsReading reading, MappingNode mapping) {
        OpsMapping env = OpsMapping.of(mapping, "'env'");
        reading.keys().check(env, Part.ENV);
        return new Variables(
                values(reading, env.list("static"), mapping),
                names(reading, env, "secrets"),
                names(reading, env, "configs"));
    }

    private static Map<String, String> values(OpsReading reading, List<Node> entries, Node owner) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Node entry : OpsReading.limited(entries, "env.static", owner)) {
            String written = reading.counted(OpsMapping.text(entry, "an entry of 'env.static'"));
            int equals = written.indexOf('=');
            if (equals <= 0) {
                throw new BrokenOpsFile(entry, "env entry %s must be KEY=value or KEY=".formatted(Quoted.of(written)));
            }
            values.put(name(written.substring(0, equals), entry), written.substring(equals + 1));
        }
        return values;
    }

    private static List<String> names(OpsReading reading, OpsMapping env, String key) {
        List<Located> entries = OpsReading.limited(env.texts(key), "env." + key, env.node());
        return entries.stream()
                .map(entry -> name(reading.counted(entry), entry.node()))
                .distinct()
                .toList();
    }

    /** The name of a variable that a process can have. */
    static String name(String written, Node node) {
        if (!NAME.matcher(written).matches()) {
            throw new BrokenOpsFile(
                    node,
                    "env key %s may only hold letters, digits and '_', and no digit first"
                            .formatted(Quoted.of(written)));
        }
        return written;
    }

    /** The vendor's command line replaced it by the caller's variable. */
    private static void warnOfHostVariable(OpsReading reading, Node entry) {
        if (entry instanceof ScalarNode scalar
                && HOST_VARIABLE.matcher(scalar.getValue()).matches()) {
            reading.keys()
                    .warn(
                            entry,
                            "the value of %s is taken as it is written: only local runs replace it"
                                    .formatted(Quoted.of(scalar.getValue())));
        }
    }
}
