package dev.millrace.gateway.dashboard.build;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a form states for the run of a workflow.
 *
 * @param ref branch, tag or commit; empty for the default branch
 * @param arguments of a command, one for each line of the form
 * @param environment variables by name
 */
record RunInput(Optional<String> ref, List<String> arguments, Map<String, String> environment) {

    /** Bad input of the form, for the person who wrote it. */
    static final class NotAVariable extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotAVariable(String line) {
            super("the variable '%s' is not written as NAME=value".formatted(line));
        }
    }

    /**
     * Reads the fields.
     *
     * @throws NotAVariable if a line of the variables has no name or no {@code =}
     */
    static RunInput of(String ref, String arguments, String variables) {
        Map<String, String> environment = new LinkedHashMap<>();
        variables.lines().filter(line -> !line.isBlank()).forEach(line -> {
            int equals = line.indexOf('=');
            String name = equals < 0 ? "" : line.substring(0, equals).strip();
            if (name.isEmpty()) {
                throw new NotAVariable(line.strip());
            }
            environment.put(name, line.substring(equals + 1));
        });
        return new RunInput(
                Optional.of(ref.strip()).filter(text -> !text.isEmpty()),
                arguments.lines().filter(line -> !line.isEmpty()).toList(),
                environment);
    }

    /** As the body of {@code POST /api/workflows/{id}/runs}. */
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        ref.ifPresent(name -> body.put("ref", name));
        if (!arguments.isEmpty()) {
            body.put("arguments", arguments);
        }
        if (!environment.isEmpty()) {
            body.put("environment", environment);
        }
        return body;
    }
}
