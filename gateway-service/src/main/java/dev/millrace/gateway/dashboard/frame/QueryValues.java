package dev.millrace.gateway.dashboard.frame;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The query of a page. */
public final class QueryValues {

    private QueryValues() {}

    /** The first value of each parameter, decoded. */
    public static Map<String, String> of(Map<String, List<String>> parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        parameters.forEach((name, all) -> {
            if (!all.isEmpty()) {
                values.put(name, all.getFirst());
            }
        });
        return values;
    }
}
