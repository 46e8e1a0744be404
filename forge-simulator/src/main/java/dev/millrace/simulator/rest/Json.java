package dev.millrace.simulator.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON as GitHub writes it. Its objects have up to a hundred fields, mostly links, so they are trees and not records. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    public static ArrayNode array(Iterable<? extends JsonNode> elements) {
        ArrayNode array = array();
        elements.forEach(array::add);
        return array;
    }

    public static ArrayNode texts(Iterable<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }

    /** ISO 8601 in UTC with whole seconds, {@code 2026-11-20T08:00:00Z}; JSON null if absent. */
    public static JsonNode time(@Nullable Instant time) {
        return time == null
                ? JsonNodeFactory.instance.nullNode()
                : TextNode.valueOf(time.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    /**
     * The object in a request body; an empty body is an empty object.
     *
     * @throws GitHubFailure 400 if the body is not a JSON object
     */
    public static ObjectNode parseObject(byte[] body) {
        if (body.length == 0) {
            return object();
        }
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw GitHubFailure.of(400, "Problems parsing JSON");
        }
        throw GitHubFailure.of(400, "Body should be a JSON object");
    }

    /** The text of a field; empty if the field is absent, null or not a text. */
    public static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }
}
