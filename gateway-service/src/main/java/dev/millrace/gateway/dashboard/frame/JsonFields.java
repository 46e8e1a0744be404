package dev.millrace.gateway.dashboard.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads fields of what the API returns. A field that is missing is empty: another release of a service may not send it. */
public final class JsonFields {

    private JsonFields() {}

    /** What has no fields and no elements. */
    public static JsonNode none() {
        return MissingNode.getInstance();
    }

    /** The text of a field; empty text if it is missing. Numbers are texts, too. */
    public static String text(JsonNode from, String field) {
        return from.path(field).asText("");
    }

    /** The text of a field; empty if it is missing. */
    public static Optional<String> find(JsonNode from, String field) {
        return Optional.of(text(from, field)).filter(value -> !value.isEmpty());
    }

    /** A point in time, ISO 8601; empty if it is missing. */
    public static Optional<Instant> instant(JsonNode from, String field) {
        try {
            return find(from, field).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The texts of an array. */
    public static List<String> texts(JsonNode from, String field) {
        List<String> texts = new ArrayList<>();
        from.path(field).forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
