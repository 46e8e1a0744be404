package dev.millrace.githttp.forward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.testing.TestForge;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The LFS server of {@link Forge}: uploads go to storage with its own key, and are verified afterwards. */
final class ForgeLfs {

    static final String STORAGE_KEY = "storage-key-7";
    private static final String STORAGE_CREDENTIAL = "Basic c3RvcmFnZTprZXk=";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, byte[]> OBJECTS = new ConcurrentHashMap<>();
    private static final Map<String, String> REFUSED = new ConcurrentHashMap<>();
    private static final Map<String, Integer> FAILING = new ConcurrentHashMap<>();

    private static final Map<String, String> MOVED = new ConcurrentHashMap<>();

    private ForgeLfs() {}

    /** Moves the repository; its old address redirects from now on. */
    static void move(String repository, String to) {
        MOVED.put(repository, to);
    }

    /** The content of an object at the forge. */
    static Optional<byte[]> stored(String repository, String oid) {
        return Optional.ofNullable(OBJECTS.get(repository + "/" + oid));
    }

    static void store(String repository, String oid, byte[] content) {
        OBJECTS.put(repository + "/" + oid, content);
    }

    /** The batch response refuses this object with status 422 and a message. */
    static void refuse(String repository, String oid, String message) {
        REFUSED.put(repository + "/" + oid, message);
    }

    /** The call of this kind, {@code batch}, {@code storage} or {@code verify}, fails with a status. */
    static void fail(String repository, String kind, int status) {
        FAILING.put(repository + "/" + kind, status);
    }

    /** Whether it is a call for this server, and was handled. Uploads are not authenticated by the forge's credential. */
    static boolean upload(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!path.startsWith("/storage/")) {
            return false;
        }
        String object = path.substring("/storage/".length());
        String repository = object.substring(0, object.lastIndexOf('/'));
        byte[] content = exchange.getRequestBody().readAllBytes();
        boolean isKeyRight = STORAGE_KEY.equals(exchange.getRequestHeaders().getFirst("X-Storage-Key"))
                && List.of(STORAGE_CREDENTIAL)
                        .equals(exchange.getRequestHeaders().get("Authorization"));
        Integer failing = FAILING.get(repository + "/storage");
        if (failing != null || !isKeyRight) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            TestForge.send(
                    exchange,
                    failing == null ? 403 : failing,
                    "{\"message\":\"the storage quota is used up, %s %s storage:key\"}"
                            .formatted(STORAGE_KEY, STORAGE_CREDENTIAL.substring(6)));
            return true;
        }
        OBJECTS.put(object, content);
        TestForge.send(exchange, 200, "");
        return true;
    }

    /** An authenticated call of the LFS API. */
    static boolean answer(HttpExchange exchange, String repository) throws IOException {
        String path = exchange.getRequestURI().getPath();
        int lfs = path.indexOf(".git/info/lfs/");
        if (lfs < 0) {
            return false;
        }
        String call = path.substring(lfs + ".git/info/lfs/".length());
        String kind = call.equals("objects/batch") ? "batch" : call;
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.git-lfs+json");
        String moved = MOVED.get(repository);
        if (moved != null && kind.equals("batch")) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.getResponseHeaders().set("Location", Forge.url() + "/" + moved + ".git/info/lfs/objects/batch");
            TestForge.send(exchange, 301, "");
            return true;
        }
        Integer failing = FAILING.get(repository + "/" + kind);
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        if (failing != null) {
            TestForge.send(
                    exchange,
                    failing,
                    "{\"message\":\"large files are not part of your plan, %s\"}".formatted(Forge.PASSWORD));
        } else if (kind.equals("batch")) {
            TestForge.send(exchange, 200, batch(repository, request));
        } else {
            String oid = request.path("oid").asText();
            TestForge.send(exchange, OBJECTS.containsKey(repository + "/" + oid) ? 200 : 404, "{}");
        }
        return true;
    }

    private static String batch(String repository, JsonNode request) {
        ObjectNode response = JSON.createObjectNode().put("transfer", "basic");
        ArrayNode objects = response.putArray("objects");
        for (JsonNode object : request.path("objects")) {
            String oid = object.path("oid").asText();
            ObjectNode entry = objects.addObject()
                    .put("oid", oid)
                    .put("size", object.path("size").asLong());
            String refused = REFUSED.get(repository + "/" + oid);
            if (refused != null) {
                entry.putObject("error").put("code", 422).put("message", refused);
            } else if (!OBJECTS.containsKey(repository + "/" + oid)) {
                ObjectNode actions = entry.putObject("actions");
                actions.putObject("upload")
                        .put("href", Forge.url() + "/storage/" + repository + "/" + oid)
                        .putObject("header")
                        .put("X-Storage-Key", STORAGE_KEY)
                        .put("Authorization", STORAGE_CREDENTIAL);
                actions.putObject("verify").put("href", Forge.url() + "/" + repository + ".git/info/lfs/verify");
            }
        }
        return response.toString();
    }
}
