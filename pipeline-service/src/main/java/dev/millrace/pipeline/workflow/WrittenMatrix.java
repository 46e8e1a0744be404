package dev.millrace.pipeline.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** {@code matrix} of a job. */
final class WrittenMatrix {

    private static final String INCLUDE = "include";
    private static final String EXCLUDE = "exclude";
    private static final int MOST_VARIABLES = 10;

    private WrittenMatrix() {}

    /** The combinations of the job's matrix; empty without one. */
    static Optional<List<Map<String, String>>> combinations(OpsReading reading, OpsMapping job) {
        return job.find("matrix").map(node -> combinations(reading, node));
    }

    private static List<Map<String, String>> combinations(OpsReading reading, Node node) {
        OpsMapping written = OpsMapping.of(node, "'matrix'");
        Map<String, List<String>> axes = axes(reading, written);
        var matrix = new Matrix(
                axes, entries(reading, written, INCLUDE, Map.of()), entries(reading, written, EXCLUDE, axes));
        if (matrix.size() > Matrix.MOST) {
            throw new BrokenOpsFile(
                    node,
                    "a matrix of %d jobs is too large; at most %d are allowed".formatted(matrix.size(), Matrix.MOST));
        }
        List<Map<String, String>> combinations = matrix.combinations();
        if (combinations.isEmpty()) {
            throw new BrokenOpsFile(node, "this matrix has no combination of values");
        }
        return combinations;
    }

    private static Map<String, List<String>> axes(OpsReading reading, OpsMapping written) {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        for (ScalarNode key : OpsReading.limited(written.keys(), MOST_VARIABLES, "matrix", written.node())) {
            String name = key.getValue();
            if (!name.equals(INCLUDE) && !name.equals(EXCLUDE)) {
                Variables.name(name, key);
                axes.put(name, values(reading, written, key));
            }
        }
        return axes;
    }

    private static List<String> values(OpsReading reading, OpsMapping written, ScalarNode key) {
        List<String> values = reading.counted(written.texts(key.getValue())).stream()
                .distinct()
                .toList();
        if (values.isEmpty()) {
            throw new BrokenOpsFile(key, "'%s' of 'matrix' needs a list of values".formatted(key.getValue()));
        }
        return values;
    }

    /** @param axes the variables that an entry may have, if any are given */
    private static List<Map<String, String>> entries(
            OpsReading reading, OpsMapping written, String key, Map<String, List<String>> axes) {
        return OpsReading.limited(written.list(key), Matrix.MOST, key, written.node()).stream()
                .map(item -> entry(reading, OpsMapping.of(item, "an entry of '%s'".formatted(key)), axes))
                .toList();
    }

    private static Map<String, String> entry(OpsReading reading, OpsMapping item, Map<String, List<String>> axes) {
        Map<String, String> entry = new LinkedHashMap<>();
        for (ScalarNode key : OpsReading.limited(item.keys(), MOST_VARIABLES, item.name(), item.node())) {
            String name = Variables.name(key.getValue(), key);
            refuseUnknown(name, key, axes);
            item.text(name).map(reading::counted).ifPresent(value -> entry.put(name, value));
        }
        if (entry.isEmpty()) {
            throw new BrokenOpsFile(item.node(), "%s needs a variable".formatted(item.name()));
        }
        return entry;
    }

    private static void refuseUnknown(String name, ScalarNode key, Map<String, List<String>> axes) {
        if (!axes.isEmpty() && !axes.containsKey(name)) {
            throw new BrokenOpsFile(
                    key,
                    "%s is no variable of this matrix; did you mean '%s'?"
                            .formatted(Quoted.of(name), Spelling.nearest(name, axes.keySet())));
        }
    }
}
