package dev.millrace.gateway.dashboard.operations;

import dev.millrace.gateway.dashboard.frame.LocalPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which part of a list a page shows, with the names and values of the API, which refuses what it does not know.
 *
 * @param values by name of the parameter, in the order of the form; none is empty text
 */
record ListFilter(Map<String, String> values) {

    private static final String CURSOR = "cursor";

    /** @param names of the filters that the list has */
    static ListFilter of(List<String> names, Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : names) {
            String value = given.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                values.put(name, value);
            }
        }
        return new ListFilter(values);
    }

    /** The value of a filter; empty text if it is not used. */
    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    /** Whether no filter is used. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The path with the filter and a position; empty text is the begin. */
    String address(String path, String cursor) {
        Map<String, String> all = new LinkedHashMap<>(values);
        if (!cursor.isEmpty()) {
            all.put(CURSOR, cursor);
        }
        String query = all.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + LocalPath.escaped(entry.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** The call of the API for a page of this size. */
    String call(String path, String cursor, int limit) {
        String address = address(path, cursor);
        return "%s%slimit=%d".formatted(address, address.contains("?") ? "&" : "?", limit);
    }
}
