package dev.millrace.pipeline.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.pipeline.report.Annotation.Level;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Reads the results of a SARIF 2.1.0 log, one after the other, so that memory holds one of them at a time. */
final class ReadSarif {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private ReadSarif() {}

    /**
     * Adds the results of a log that are in files of the checkout to the annotations.
     *
     * @return whether it is such a log, and a whole one
     */
    static boolean read(InputStream json, CheckoutFiles files, Annotations annotations) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            boolean isVersion = false;
            boolean hasRuns = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("version") && value == JsonToken.VALUE_STRING) {
                    isVersion = parser.getText().startsWith("2.1.");
                } else if (field.equals("runs") && value == JsonToken.START_ARRAY) {
                    hasRuns = true;
                    runs(parser, files, annotations);
                } else {
                    parser.skipChildren();
                }
            }
            return isVersion && hasRuns;
        } catch (IOException e) {
            return false;
        }
    }

    private static void runs(JsonParser parser, CheckoutFiles files, Annotations annotations) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isResults = parser.currentName().equals("results");
                if (parser.nextToken() == JsonToken.START_ARRAY && isResults) {
                    results(parser, files, annotations);
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    private static void results(JsonParser parser, CheckoutFiles files, Annotations annotations) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (annotations.isFull() || parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
            } else {
                JsonNode result = JSON.readTree(parser);
                annotation(result, files).ifPresent(annotations::add);
            }
        }
    }

    private static Optional<Annotation> annotation(JsonNode result, CheckoutFiles files) {
        JsonNode place = result.at("/locations/0/physicalLocation");
        JsonNode region = place.path("region");
        int start = region.path("startLine").asInt(1);
        int end = region.path("endLine").asInt(start);
        String message =
                result.at("/message/text").asText(result.at("/message/markdown").asText(""));
        Optional<Level> level = level(result);
        if (level.isEmpty() || message.isBlank() || start < 1 || end < start || end > Annotation.LAST_LINE) {
            return Optional.empty();
        }
        Optional<String> rule = Optional.of(result.path("ruleId").asText("")).filter(id -> !id.isEmpty());
        return path(place.at("/artifactLocation/uri").asText(""))
                .flatMap(files::find)
                .map(path -> new Annotation(path, start, end, level.get(), message, rule));
    }

    /** SARIF 2.1.0, 3.27.9 and 3.27.10: what is not a failure has no level; empty for what is not to be shown. */
    private static Optional<Level> level(JsonNode result) {
        if (!result.path("kind").asText("fail").equals("fail")
                || !result.path("suppressions").isEmpty()) {
            return Optional.empty();
        }
        return switch (result.path("level").asText("warning")) {
            case "error" -> Optional.of(Level.FAILURE);
            case "warning" -> Optional.of(Level.WARNING);
            case "note" -> Optional.of(Level.NOTICE);
            default -> Optional.empty();
        };
    }

    /** Relative or with the scheme {@code file}, percent-encoded. */
    private static Optional<String> path(String uri) {
        try {
            return Optional.ofNullable(new URI(uri).getPath()).filter(path -> !path.isEmpty());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
