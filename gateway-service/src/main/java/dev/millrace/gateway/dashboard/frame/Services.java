package dev.millrace.gateway.dashboard.frame;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.gateway.route.ServiceCalls;
import dev.millrace.kit.error.MillraceException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The API, called as the person who requested the current page: with the rights of that person and no others, within 8 seconds and
 * 4 MiB. The path decides which service is called. If it is unavailable, the reply has the status 503, which a page either shows in the
 * place of what is missing, or becomes as a whole ({@link Reply#require}).
 */
@ApplicationScoped
public class Services {

    private final ServiceCalls calls;
    private final CurrentVertxRequest current;
    private final ObjectMapper json;

    Services(ServiceCalls calls, CurrentVertxRequest current, ObjectMapper json) {
        this.calls = calls;
        this.current = current;
        this.json = json;
    }

    /** @param uri path of the API with its query; values in it escaped with {@link LocalPath#escaped} */
    public Reply get(String uri) {
        return send("GET", uri, Optional.empty());
    }

    /** @param body written as JSON; a map or a record */
    public Reply post(String uri, Object body) {
        return send("POST", uri, Optional.of(body));
    }

    /** @param body written as JSON; a map or a record */
    public Reply put(String uri, Object body) {
        return send("PUT", uri, Optional.of(body));
    }

    public Reply delete(String uri) {
        return send("DELETE", uri, Optional.empty());
    }

    /**
     * The bytes that the API returns, for example of a file.
     *
     * @param uri as for {@link #get}
     * @return empty if there are more than 4 MiB
     * @throws MillraceException with the status and the text of the error, if the call fails otherwise
     */
    public Optional<byte[]> content(String uri) {
        ServiceCalls.Reply reply;
        try {
            reply = calls.send(current.getCurrent().request(), "GET", uri, Optional.empty());
        } catch (MillraceException e) {
            if (e.status() == 502) {
                return Optional.empty();
            }
            throw e;
        }
        if (reply.status() / 100 != 2) {
            new Reply(reply.status(), read(reply.body()), List.of()).require();
        }
        return Optional.of(reply.body());
    }

    private Reply send(String method, String uri, Optional<Object> body) {
        try {
            ServiceCalls.Reply reply = calls.send(current.getCurrent().request(), method, uri, body.map(this::written));
            return new Reply(reply.status(), read(reply.body()), reply.cookies());
        } catch (MillraceException e) {
            ObjectNode problem = json.createObjectNode()
                    .put("error", e.message())
                    .put("code", e.code().orElse(""));
            return new Reply(e.status(), problem, List.of());
        }
    }

    private byte[] written(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a page sends maps and records only", e);
        }
    }

    /** What is no JSON, for example an error of a proxy, counts as no body. */
    private JsonNode read(byte[] body) {
        try {
            return body.length == 0 ? MissingNode.getInstance() : json.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
