package dev.millrace.gateway.mcp;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The arguments of a tool as JSON Schema, of which a small part is enough here. Immutable once it is in a {@link McpTool}. */
final class InputSchema {

    /** The argument that most tools have. */
    static final String REPOSITORY = "repository";

    private final Map<String, JsonObject> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();

    private InputSchema() {}

    /** Arguments of a tool that is about one repository. */
    static InputSchema ofRepository() {
        return none().text(REPOSITORY, "Name, owner/name. Needed unless address or token names one.");
    }

    static InputSchema none() {
        return new InputSchema();
    }

    InputSchema text(String name, String description) {
        return add(name, "string", description);
    }

    InputSchema number(String name, String description) {
        return add(name, "integer", description);
    }

    InputSchema flag(String name, String description) {
        return add(name, "boolean", description);
    }

    InputSchema texts(String name, String description) {
        add(name, "array", description);
        property(name).put("items", new JsonObject().put("type", "string"));
        return this;
    }

    InputSchema oneOf(String name, String description, String... values) {
        add(name, "string", description);
        property(name).put("enum", new JsonArray(List.of(values)));
        return this;
    }

    /** A list of objects. */
    InputSchema objects(String name, String description, InputSchema each) {
        add(name, "array", description);
        property(name).put("items", each.json());
        return this;
    }

    InputSchema require(String... names) {
        required.addAll(List.of(names));
        return this;
    }

    private InputSchema add(String name, String type, String description) {
        properties.put(name, new JsonObject().put("type", type).put("description", description));
        return this;
    }

    private JsonObject property(String name) {
        return Objects.requireNonNull(properties.get(name));
    }

    JsonObject json() {
        var all = new JsonObject();
        properties.forEach(all::put);
        var schema = new JsonObject().put("type", "object").put("properties", all);
        if (!required.isEmpty()) {
            schema.put("required", new JsonArray(required));
        }
        return schema.put("additionalProperties", false);
    }

    boolean has(String name) {
        return properties.containsKey(name);
    }
}
