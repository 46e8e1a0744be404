package dev.millrace.gateway.mcp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The arguments that a model gave a tool: JSON of any shape, which the schema has asked for and nobody has checked. */
record Given(Map<String, ?> values) {

    /** Refuses arguments that the tool does not have: a model that misspells one must learn of it. */
    void requireKnown(InputSchema schema) throws ToolFailure {
        for (String name : values.keySet()) {
            if (!schema.has(name)) {
                throw new ToolFailure("there is no argument '%s'".formatted(name));
            }
        }
    }

    /** The text; empty if it is absent or blank. */
    Optional<String> text(String name) throws ToolFailure {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return text.isBlank() ? Optional.empty() : Optional.of(text);
        }
        throw wrong(name, "a text", value);
    }

    String needed(String name) throws ToolFailure {
        return text(name).orElseThrow(() -> new ToolFailure("the argument '%s' is needed".formatted(name)));
    }

    /** As it was sent, also if it is blank. */
    Optional<String> content(String name) throws ToolFailure {
        Object value = values.get(name);
        return value instanceof String text ? Optional.of(text) : text(name);
    }

    /** A whole number, 0 or more. */
    Optional<Integer> number(String name) throws ToolFailure {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number && number.doubleValue() == number.intValue() && number.intValue() >= 0) {
            return Optional.of(number.intValue());
        }
        throw wrong(name, "a whole number, 0 or more", value);
    }

    boolean flag(String name) throws ToolFailure {
        Object value = values.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw wrong(name, "true or false", value);
    }

    List<String> texts(String name) throws ToolFailure {
        List<String> texts = new ArrayList<>();
        for (@Nullable Object each : list(name)) {
            if (!(each instanceof String text)) {
                throw wrong(name, "a list of texts", each);
            }
            texts.add(text);
        }
        return texts;
    }

    List<Given> objects(String name) throws ToolFailure {
        List<Given> objects = new ArrayList<>();
        for (@Nullable Object each : list(name)) {
            if (!(each instanceof Map<?, ?> fields)) {
                throw wrong(name, "a list of objects", each);
            }
            Map<String, Object> named = new HashMap<>();
            fields.forEach((key, value) -> named.put(String.valueOf(key), value));
            objects.add(new Given(named));
        }
        return objects;
    }

    private List<?> list(String name) throws ToolFailure {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(name, "a list", value);
    }

    private static ToolFailure wrong(String name, String form, @Nullable Object value) {
        String shown = String.valueOf(value);
        return new ToolFailure("the argument '%s' is %s, not '%s'"
                .formatted(name, form, shown.length() > 100 ? shown.substring(0, 100) + "..." : shown));
    }
}
