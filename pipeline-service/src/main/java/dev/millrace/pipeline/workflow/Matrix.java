package dev.millrace.pipeline.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code matrix} of a job: for each combination of its values, the job runs once.
 *
 * @param axes values by variable, in the order of the file
 * @param include further combinations
 * @param exclude combinations that are left out: those with all values of one of these
 */
record Matrix(Map<String, List<String>> axes, List<Map<String, String>> include, List<Map<String, String>> exclude) {

    /** Most combinations of a matrix, before any is excluded. */
    static final int MOST = 50;

    /** How many combinations it has, before any is excluded. */
    long size() {
        long product = axes.isEmpty() ? 0 : 1;
        for (List<String> values : axes.values()) {
            // each factor has at most as many entries as a list of the file, and the product stops growing soon
            product = Math.min(product * values.size(), Integer.MAX_VALUE);
        }
        return product + include.size();
    }

    /**
     * Its combinations, each once: the product of the values, the last variable changing fastest, then those that are included.
     * All have the same variables; one that an included combination lacks is empty. At most {@value #MOST} if {@link #size}
     * is.
     */
    List<Map<String, String>> combinations() {
        Set<Map<String, String>> all = new LinkedHashSet<>();
        if (!axes.isEmpty()) {
            product().stream()
                    .filter(combination -> exclude.stream().noneMatch(out -> contains(combination, out)))
                    .forEach(all::add);
        }
        all.addAll(include);
        Set<String> variables = new LinkedHashSet<>(axes.keySet());
        include.forEach(combination -> variables.addAll(combination.keySet()));
        return all.stream().map(combination -> complete(combination, variables)).toList();
    }

    private List<Map<String, String>> product() {
        List<Map<String, String>> combinations = List.of(Map.of());
        for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> combination : combinations) {
                for (String value : axis.getValue()) {
                    Map<String, String> next = new LinkedHashMap<>(combination);
                    next.put(axis.getKey(), value);
                    longer.add(next);
                }
            }
            combinations = longer;
        }
        return combinations;
    }

    private static boolean contains(Map<String, String> combination, Map<String, String> part) {
        return combination.entrySet().containsAll(part.entrySet());
    }

    private static Map<String, String> complete(Map<String, String> combination, Set<String> variables) {
        Map<String, String> complete = new LinkedHashMap<>();
        variables.forEach(variable -> complete.put(variable, combination.getOrDefault(variable, "")));
        return complete;
    }
}
