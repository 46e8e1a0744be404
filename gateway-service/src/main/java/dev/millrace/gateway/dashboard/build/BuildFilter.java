package dev.millrace.gateway.dashboard.build;

import dev.millrace.gateway.dashboard.frame.LocalPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which of several things a list shows, as its address states it. Names and values are those of the API, which refuses what it does not
 * know; what is empty in the form is left out.
 *
 * @param values by name of the parameter, in the order of the form; none is empty text
 */
record BuildFilter(Map<String, String> values) {

    /** Filters of the list of builds. */
    static final List<String> OF_BUILDS = List.of(
            "repository", "state", "pipeline", "trigger", "actor", "ref", "change", "workflow", "since", "until");

    /** Filters of the list of workflows. */
    static final List<String> OF_WORKFLOWS = List.of("repository", "kind", "name", "retired");

    /** @param names of the filters that the list has */
    static BuildFilter of(List<String> names, Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : names) {
            String value = given.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                values.put(name, value);
            }
        }
        return new BuildFilter(values);
    }

    /** The value of a filter; empty text if it is not used. */
    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    /** Whether everything is shown. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The path with this filter and a position. */
    String address(String path, String cursor) {
        Map<String, String> all = new LinkedHashMap<>(values);
        if (!cursor.isEmpty()) {
            all.put("cursor", cursor);
        }
        String query = all.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + LocalPath.escaped(entry.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }
}
