package dev.millrace.pipeline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.kit.error.MillraceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request to run a workflow.
 *
 * @param ref branch, tag or commit of 40 hex digits; the default branch without it
 * @param arguments for a command: a list of words, or an object, whose entries become {@code --name=value}, or {@code --name} for
 *     {@code true}, in their order; {@code false} and {@code null} are left out
 * @param environment variables by name
 */
record NewRunBody(
        @Nullable String ref,
        @Nullable JsonNode arguments,
        @Nullable JsonNode environment) {

    private static final Pattern OPTION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    private static final int LONGEST_REF = 255;

    /** @throws MillraceException 400 if it is no name */
    Optional<String> namedRef() {
        if (ref == null) {
            return Optional.empty();
        }
        if (ref.isBlank() || ref.length() > LONGEST_REF || ref.chars().anyMatch(Character::isISOControl)) {
            throw MillraceException.badRequest("'ref' must be a branch, a tag or a commit of 40 hex digits");
        }
        return Optional.of(ref);
    }

    /** @throws MillraceException 400 if arguments or environment cannot be passed to a run */
    RunInput input() {
        var input = new RunInput(words(), variables());
        input.problem().ifPresent(problem -> {
            throw MillraceException.badRequest(problem);
        });
        return input;
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        if (arguments == null || arguments.isNull()) {
            return words;
        }
        if (arguments.isArray()) {
            arguments.forEach(word -> words.add(text(word, "an argument")));
            return words;
        }
        if (!arguments.isObject()) {
            throw MillraceException.badRequest("'arguments' must be a list, or an object");
        }
        arguments
                .properties()
                .forEach(entry -> option(entry.getKey(), entry.getValue()).ifPresent(words::add));
        return words;
    }

    private static Optional<String> option(String name, JsonNode value) {
        if (!OPTION.matcher(name).matches()) {
            throw MillraceException.badRequest(
                    "a name of an argument has up to 100 letters, digits, '-' and '_', and begins with neither of these");
        }
        if (value.isNull() || value.isBoolean() && !value.asBoolean()) {
            return Optional.empty();
        }
        return Optional.of(value.isBoolean() ? "--" + name : "--" + name + "=" + text(value, "an argument"));
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        if (environment == null || environment.isNull()) {
            return variables;
        }
        if (!environment.isObject()) {
            throw MillraceException.badRequest("'environment' must be an object");
        }
        environment.properties().forEach(entry -> variables.put(entry.getKey(), text(entry.getValue(), "a variable")));
        return variables;
    }

    private static String text(JsonNode value, String what) {
        if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
            throw MillraceException.badRequest("%s must be text, a number, true or false".formatted(what));
        }
        return value.asText();
    }
}
