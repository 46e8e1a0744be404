package dev.millrace.conformance.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The OpenAPI document of the gateway's address: those of all services in one, as their builds have stored them. The order of what it
 * contains is that of the alphabet, so that it changes only where the API does.
 */
final class PlatformDocument {

    /** Modules, and the tags of their operations. */
    private static final Map<String, String> SERVICES = new LinkedHashMap<>();

    static {
        SERVICES.put("gateway-service", "Teams, people and connections");
        SERVICES.put("git-http-service", "Repositories");
        SERVICES.put("insights-service", "Insights");
        SERVICES.put("pipeline-service", "Workflows and builds");
        SERVICES.put("sync-worker-service", "Syncs");
        SERVICES.put("webhook-delivery-service", "Webhooks");
        SERVICES.put("webhook-ingest-service", "Deliveries and events");
    }

    private static final Set<String> VERBS = Set.of("get", "head", "put", "post", "patch", "delete");
    private static final String REFERENCE = "#/components/schemas/";
    private static final String PROBLEM = "Problem";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final ObjectNode document = JSON.createObjectNode();
    private final ObjectNode paths = JSON.createObjectNode();
    private final ObjectNode schemas = JSON.createObjectNode();

    private PlatformDocument() {}

    /** The document for a checkout whose services have been built. */
    static String of(Path root) throws IOException {
        var merged = new PlatformDocument();
        for (Map.Entry<String, String> service : SERVICES.entrySet()) {
            Path stored = root.resolve(service.getKey()).resolve("target/openapi/openapi.json");
            merged.add(JSON.readTree(Files.readString(stored)), service.getKey(), service.getValue());
        }
        return merged.text();
    }

    private void add(JsonNode service, String module, String tag) {
        Map<String, String> names = new HashMap<>();
        service.at("/components/schemas").properties().forEach(schema -> {
            JsonNode other = schemas.get(schema.getKey());
            boolean isTaken = other != null || schema.getKey().equals(PROBLEM);
            names.put(schema.getKey(), isTaken ? prefix(module) + schema.getKey() : schema.getKey());
        });
        service.at("/components/schemas").properties().forEach(schema -> {
            rename(schema.getValue(), names);
            schemas.set(names.get(schema.getKey()), schema.getValue());
        });
        service.path("paths").properties().stream()
                .filter(path -> !isPage(path.getKey()))
                .forEach(path -> {
                    rename(path.getValue(), names);
                    ObjectNode operations = paths.withObjectProperty(path.getKey());
                    path.getValue().properties().forEach(operation -> {
                        if (VERBS.contains(operation.getKey())) {
                            complete((ObjectNode) operation.getValue(), tag);
                            secure(
                                    (ObjectNode) operation.getValue(),
                                    isOpen(module, path.getKey(), operation.getValue()));
                        }
                        operations.set(operation.getKey(), operation.getValue());
                    });
                });
    }

    /** Pages for people, and what they load, are no part of the API. */
    private static boolean isPage(String path) {
        return path.equals("/") || path.startsWith("/ui/") || path.startsWith("/builds/") || path.startsWith("/join");
    }

    /** {@code WebhookDelivery} for {@code webhook-delivery-service}. */
    private static String prefix(String module) {
        var prefix = new StringBuilder();
        for (String word : module.replace("-service", "").split("-")) {
            prefix.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return prefix.toString();
    }

    private static void rename(JsonNode node, Map<String, String> names) {
        if (node instanceof ObjectNode object) {
            JsonNode reference = object.get("$ref");
            if (reference != null && reference.asText().startsWith(REFERENCE)) {
                String name = reference.asText().substring(REFERENCE.length());
                object.put("$ref", REFERENCE + names.getOrDefault(name, name));
            }
        }
        node.forEach(child -> rename(child, names));
    }

    /** Every operation has the same form of errors, and is in the group of its service. */
    private static void complete(ObjectNode operation, String tag) {
        operation.putArray("tags").add(tag);
        operation
                .withObjectProperty("responses")
                .putObject("default")
                .put("description", "The call was not carried out")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", REFERENCE + PROBLEM);
    }

    /**
     * Whether an operation needs no token, or proves otherwise who sends it. The gateway's and those of pages have no requirement then;
     * those of resources that inherit their methods have none in any case.
     */
    private static boolean isOpen(String module, String path, JsonNode operation) {
        return !operation.has("security")
                && (Set.of("gateway-service", "pipeline-service").contains(module) || path.startsWith("/webhooks"));
    }

    /** Which scopes are needed is a matter of each call: docs/access.md. */
    private static void secure(ObjectNode operation, boolean isOpen) {
        operation.remove("security");
        if (isOpen) {
            operation.putArray("security");
        }
    }

    private String text() throws JsonProcessingException {
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Millrace")
                .put("version", "1")
                .put("description", "The API of the platform, at the address of its gateway.");
        document.putArray("servers").addObject().put("url", "/");
        document.putArray("security").addObject().putArray("token");
        var tags = document.putArray("tags");
        SERVICES.values().stream().sorted().forEach(tag -> tags.addObject().put("name", tag));
        document.set("paths", paths);
        schemas.set(PROBLEM, problem());
        ObjectNode components = document.putObject("components");
        components.set("schemas", schemas);
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "A JWT that a key of the team signed, or an access token");
        var printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
        // as values, since only those are sorted
        Object values = JSON.convertValue(document, Object.class);
        return JSON.writer(printer).writeValueAsString(values) + "\n";
    }

    private static JsonNode problem() {
        ObjectNode problem = JSON.createObjectNode().put("type", "object");
        ObjectNode fields = problem.putObject("properties");
        for (String name : List.of("error", "type", "title", "detail", "code", "requestId")) {
            fields.putObject(name).put("type", "string");
        }
        fields.putObject("status").put("type", "integer");
        problem.putArray("required").add("error").add("status");
        return problem;
    }
}
