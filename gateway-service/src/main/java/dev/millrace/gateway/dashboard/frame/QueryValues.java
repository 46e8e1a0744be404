package dev.millrace.gateway.dashboard.frame;

import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** The query of a page. */
public final class QueryValues {

    private QueryValues() {}

    /** The first value of each parameter, decoded. */
    public static Map<String, String> of(UriInfo uri) {
        Map<String, String> values = new LinkedHashMap<>();
        uri.getQueryParameters().forEach((name, all) -> {
            if (!all.isEmpty()) {
                values.put(name, all.getFirst());
            }
        });
        return values;
    }
}
