package dev.millrace.conformance.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.client.JsonClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A route of a service.
 *
 * @param verb {@code GET}, for example
 * @param path with its parameters in braces, {@code /api/builds/{id}}
 */
record Operation(String verb, String path) {

    private static final Set<String> VERBS = Set.of("get", "put", "post", "patch", "delete");
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    /**
     * Reads them from the OpenAPI document of a service.
     *
     * @param management root of its management port
     */
    static List<Operation> documented(URI management) {
        JsonNode paths = JsonClient.of(management).get("/q/openapi?format=json").path("paths");
        List<Operation> operations = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(verb -> {
                    if (VERBS.contains(verb)) {
                        operations.add(new Operation(verb.toUpperCase(Locale.ROOT), path.getKey()));
                    }
                }));
        if (operations.isEmpty()) {
            throw new AssertionError("the OpenAPI document at %s has no operations".formatted(management));
        }
        return operations;
    }

    /** Whether it changes nothing. */
    boolean isRead() {
        return verb.equals("GET");
    }

    /** Whether all its requests have a body. */
    boolean hasBody() {
        return WITH_BODY.contains(verb);
    }

    /** The path with each combination of the values of its parameters. */
    List<String> paths(Map<String, List<String>> values) {
        List<String> filled = List.of(path);
        Matcher parameter = PARAMETER.matcher(path);
        while (parameter.find()) {
            List<String> known = values.get(parameter.group(1));
            if (known == null) {
                throw new AssertionError("%s has a parameter for which this test has no value".formatted(this));
            }
            String braces = parameter.group();
            filled = filled.stream()
                    .flatMap(text -> known.stream().map(value -> text.replace(braces, value)))
                    .toList();
        }
        return filled;
    }

    @Override
    public String toString() {
        return verb + " " + path;
    }
}
