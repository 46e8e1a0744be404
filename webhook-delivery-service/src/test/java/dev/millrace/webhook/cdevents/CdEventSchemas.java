package dev.millrace.webhook.cdevents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The published schemas of CDEvents, by which the tests validate. Nothing is loaded over the network. */
public final class CdEventSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CUSTOM = "dev.cdeventsx.";

    /** What the published schema of finished pipeline runs requires by mistake: it does not permit it. */
    private static final String WRONG = "\"required\": [\"version\", \"id\"";

    private static final String CORRECTED = "\"required\": [\"specversion\", \"id\"";

    private final Map<String, String> idsByType = new HashMap<>();
    private final JsonSchemaFactory factory;

    public CdEventSchemas() {
        Map<String, String> byId = new HashMap<>();
        for (Path file :
                Stream.concat(files("schemas"), files("custom/schema.json")).toList()) {
            String text = corrected(file);
            JsonNode schema = read(text);
            byId.put(schema.path("$id").asText(), text);
            JsonNode type = schema.at("/properties/context/properties/type/enum/0");
            if (type.isTextual()) {
                idsByType.put(type.asText(), schema.path("$id").asText());
            } else if (schema.at("/properties/context/properties/type").has("pattern")) {
                idsByType.put(CUSTOM, schema.path("$id").asText());
            }
        }
        factory = JsonSchemaFactory.getInstance(
                VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(byId)));
    }

    /** What a CDEvent violates; empty if it is valid. */
    public List<String> violations(String cdEvent) {
        JsonNode event = read(cdEvent);
        String type = event.at("/context/type").asText();
        String id = idsByType.get(type.startsWith(CUSTOM) ? CUSTOM : type);
        if (id == null) {
            return List.of("there is no schema of " + type);
        }
        JsonSchema schema = factory.getSchema(
                SchemaLocation.of(id),
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
        return schema.validate(event).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /** The types that have a schema of their own. */
    List<String> types() {
        return idsByType.keySet().stream()
                .filter(type -> !type.equals(CUSTOM))
                .sorted()
                .toList();
    }

    /** The specification's examples, valid ones, by file name. */
    static Map<String, String> examples() {
        Map<String, String> examples = new HashMap<>();
        Stream.concat(files("conformance"), files("custom/conformance.json"))
                .forEach(file -> examples.put(String.valueOf(file.getFileName()), text(file)));
        return examples;
    }

    static String published(String file) {
        return text(root().resolve(file));
    }

    private static String corrected(Path file) {
        String text = text(file);
        return String.valueOf(file.getFileName()).equals("pipelinerunfinished.json")
                ? text.replace(WRONG, CORRECTED)
                : text;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(String below) {
        try (Stream<Path> files = Files.walk(root().resolve(below))) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(CdEventSchemas.class.getResource("/cdevents"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
