package dev.millrace.githttp.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.kit.error.ProblemBody;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/**
 * Adds the object {@code result} to the errors of the calls that move a ref, whatever caused them: clients read the reason of a
 * failed update from it, and not from the status.
 */
@Provider
public class RefUpdateFilter implements ContainerResponseFilter {

    private final ObjectMapper json;

    RefUpdateFilter(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(response.getEntity() instanceof ProblemBody problem)) {
            return;
        }
        String path = request.getUriInfo().getPath();
        if (path.endsWith("/commit-pack") || path.endsWith("/diff-commit") || path.endsWith("/restore-commit")) {
            response.setEntity(commit(problem), null, MediaType.APPLICATION_JSON_TYPE);
        } else if (path.endsWith("/notes") && !request.getMethod().equals("GET")) {
            response.setEntity(note(problem), null, MediaType.APPLICATION_JSON_TYPE);
        }
    }

    private ObjectNode commit(ProblemBody problem) {
        ObjectNode body = json.valueToTree(problem);
        body.putNull("commit");
        result(body, problem).put("branch", "").put("old_sha", "").put("new_sha", "");
        return body;
    }

    private ObjectNode note(ProblemBody problem) {
        ObjectNode body = json.valueToTree(problem);
        body.put("sha", "").put("target_ref", "").put("new_ref_sha", "");
        result(body, problem);
        return body;
    }

    private static ObjectNode result(ObjectNode body, ProblemBody problem) {
        return body.putObject("result")
                .put("success", false)
                .put("status", UpdateReason.ofStatus(problem.status()).wireName())
                .put("message", problem.error());
    }
}
