package dev.millrace.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Sends JSON requests to one HTTP server. Thread-safe. */
public final class JsonClient {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI root;
    private final Optional<String> bearer;

    private JsonClient(URI root, Optional<String> bearer) {
        this.root = root;
        this.bearer = bearer;
    }

    /**
     * A client without a token.
     *
     * @param root address of the server, without a path
     */
    public static JsonClient of(URI root) {
        return new JsonClient(root, Optional.empty());
    }

    /** The same with a token. */
    public JsonClient withBearer(String token) {
        return new JsonClient(root, Optional.of(token));
    }

    /**
     * A response.
     *
     * @param status HTTP status
     * @param body as JSON; a missing node if it was empty or not JSON
     */
    public record Answer(int status, JsonNode body) {}

    /** Reads a path. @throws UnexpectedAnswer unless the status is 2xx */
    public JsonNode get(String path) {
        return expectSuccess("GET", path, Optional.empty());
    }

    /** Posts a body, written as JSON. @throws UnexpectedAnswer unless the status is 2xx */
    public JsonNode post(String path, Map<String, ?> body) {
        return expectSuccess("POST", path, Optional.of(body));
    }

    /** Puts a body, written as JSON. @throws UnexpectedAnswer unless the status is 2xx */
    public JsonNode put(String path, Map<String, ?> body) {
        return expectSuccess("PUT", path, Optional.of(body));
    }

    /**
     * Returns a response of any status; for requests that may be refused. @throws UnexpectedAnswer if there is no
     * response
     */
    public Answer ask(String method, String path, Optional<Map<String, ?>> body) {
        return send(method, path, body.map(_ -> "application/json"), body.map(JsonClient::write));
    }

    /** The same with a body of any type. */
    public Answer ask(String method, String path, String type, String body) {
        return send(method, path, Optional.of(type), Optional.of(body));
    }

    private Answer send(String method, String path, Optional<String> type, Optional<String> body) {
        var request = HttpRequest.newBuilder(root.resolve(path))
                .timeout(Duration.ofSeconds(90))
                .header("Accept", "application/json");
        bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        type.ifPresent(name -> request.header("Content-Type", name));
        request.method(method, body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
        try {
            var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), read(response.body()));
        } catch (IOException e) {
            throw new UnexpectedAnswer("%s %s: %s".formatted(method, root.resolve(path), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswer("%s %s was interrupted".formatted(method, root.resolve(path)), e);
        }
    }

    private JsonNode expectSuccess(String method, String path, Optional<Map<String, ?>> body) {
        Answer answer = ask(method, path, body);
        if (answer.status() / 100 != 2) {
            throw new UnexpectedAnswer(
                    "%s %s was answered %d %s".formatted(method, root.resolve(path), answer.status(), answer.body()));
        }
        return answer.body();
    }

    private static String write(Map<String, ?> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + body, e);
        }
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(body);
        }
    }
}
