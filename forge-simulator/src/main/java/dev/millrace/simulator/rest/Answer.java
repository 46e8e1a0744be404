package dev.millrace.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.Response;

/** Answers with a JSON body. */
public final class Answer {

    private static final String JSON = "application/json; charset=utf-8";

    private Answer() {}

    public static Response ok(JsonNode body) {
        return with(200, body);
    }

    public static Response created(JsonNode body) {
        return with(201, body);
    }

    public static Response with(int status, JsonNode body) {
        return Response.status(status).type(JSON).entity(body).build();
    }

    /** A failure in GitHub's shape. */
    static Response failed(GitHubFailure failure) {
        ObjectNode body = Json.object().put("message", failure.getMessage());
        if (!failure.errors().isEmpty()) {
            ArrayNode errors = body.putArray("errors");
            for (GitHubFailure.FieldError error : failure.errors()) {
                errors.addObject()
                        .put("resource", error.resource())
                        .put("field", error.field())
                        .put("code", error.code())
                        .put("message", error.message());
            }
        }
        body.put("documentation_url", "https://docs.github.com/rest").put("status", String.valueOf(failure.status()));
        Response.ResponseBuilder answer =
                Response.status(failure.status()).type(JSON).entity(body);
        failure.headers().forEach(answer::header);
        return answer.build();
    }
}
