package dev.millrace.gateway.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.gateway.route.OwnerClient;
import dev.millrace.gateway.route.OwnerClient.Answer;
import dev.millrace.gateway.route.OwnerClient.Call;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One call of a tool: its arguments, and the API of the platform in the name of its caller. */
final class ToolCall {

    private static final int CLIENT_ERROR = 400;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE_JSON = "application/json";

    private final Given given;
    private final AgentRequest request;
    private final OwnerClient owners;

    ToolCall(Given given, AgentRequest request, OwnerClient owners) {
        this.given = given;
        this.request = request;
        this.owners = owners;
    }

    Given given() {
        return given;
    }

    /**
     * The repository that the tool is about, if any is named: by the argument, by the address of the server, or by the token.
     *
     * @throws ToolFailure if the address names another one than the argument
     */
    Optional<String> findRepository() throws ToolFailure {
        Optional<String> argument = given.text(InputSchema.REPOSITORY);
        Optional<String> fixed = request.choice().repository();
        if (argument.isPresent() && fixed.isPresent() && !argument.equals(fixed)) {
            throw new ToolFailure("the address of this server allows the repository '%s' only, not '%s'"
                    .formatted(fixed.get(), argument.get()));
        }
        return argument.or(() -> fixed).or(() -> request.caller().repository().filter(name -> !name.equals("org")));
    }

    /** Path of a call about the content of the repository, for example {@code /api/repos/acme%2Fwidgets/commits}. */
    String repositoryPath(String call) throws ToolFailure {
        String name = findRepository()
                .orElseThrow(
                        () -> new ToolFailure("the argument 'repository' is needed: neither the address of this server"
                                + " nor the token names one"));
        return "/api/repos/" + segment(name) + "/" + call;
    }

    /** A text as one segment of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What a reading call about the repository returns, as it is. */
    String get(String call, ApiQuery query) throws IOException, ToolFailure {
        return text(getPath(repositoryPath(call) + query));
    }

    /** The response to a reading call. */
    Answer getPath(String uri) throws IOException, ToolFailure {
        return checked(owners.send(new Call("GET", uri, Optional.empty(), Optional.empty()), request.origin()));
    }

    /** What a call with a body of JSON returns, as it is. */
    String send(String method, String call, Object body) throws IOException, ToolFailure {
        return stream(method, call, TYPE_JSON, JSON.writeValueAsString(body));
    }

    /** What a call with another body returns, as it is. */
    String stream(String method, String call, String type, String body) throws IOException, ToolFailure {
        var sent = new Call(method, repositoryPath(call), Optional.of(type), Optional.of(body));
        return text(checked(owners.send(sent, request.origin())));
    }

    /**
     * Requires that the tool may show something of this repository.
     *
     * @throws ToolFailure if the address of the server allows another one only
     */
    void requireRepository(String name) throws ToolFailure {
        Optional<String> fixed = request.choice().repository();
        if (fixed.isPresent() && !fixed.get().equals(name)) {
            throw new ToolFailure("the address of this server allows the repository '%s' only".formatted(fixed.get()));
        }
    }

    /** A value as JSON. */
    static String json(Object value) throws ToolFailure {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new ToolFailure("the arguments cannot be written as JSON");
        }
    }

    /** The content of a response of JSON. */
    static JsonNode parsed(Answer answer) throws IOException, ToolFailure {
        return JSON.readTree(text(answer));
    }

    /**
     * The text of a response.
     *
     * @throws ToolFailure if it is larger than a model should read
     */
    static String text(Answer answer) throws ToolFailure {
        if (answer.isCut()) {
            throw new ToolFailure(
                    "the result is larger than 1 MiB: ask for less, with a path, a smaller limit or a range");
        }
        return answer.text();
    }

    private static Answer checked(Answer answer) throws ToolFailure {
        if (answer.status() >= CLIENT_ERROR) {
            throw new ToolFailure(reason(answer));
        }
        return answer;
    }

    /** The status, the code and the message, and what else the API reports about the failure. */
    private static String reason(Answer answer) {
        try {
            JsonNode body = JSON.readTree(answer.text());
            String code = body.path("code").asText("");
            String conflicts = body.has("conflict_paths") ? " Conflicts: " + body.path("conflict_paths") : "";
            return "%d%s: %s%s"
                    .formatted(
                            answer.status(),
                            code.isEmpty() ? "" : " " + code,
                            body.path("error").asText("the service gave no reason"),
                            conflicts);
        } catch (IOException e) {
            return "%d: the service gave no reason".formatted(answer.status());
        }
    }
}
