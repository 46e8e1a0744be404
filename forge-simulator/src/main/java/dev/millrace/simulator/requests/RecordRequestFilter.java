package dev.millrace.simulator.requests;

import dev.millrace.simulator.rest.GitHubApi;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Records each request to the REST API, whatever becomes of it. */
@Provider
@GitHubApi
@Priority(Priorities.AUTHENTICATION - 1)
class RecordRequestFilter implements ContainerRequestFilter {

    private final ReceivedRequests requests;

    RecordRequestFilter(ReceivedRequests requests) {
        this.requests = requests;
    }

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        byte[] body = request.getEntityStream().readAllBytes();
        request.setEntityStream(new ByteArrayInputStream(body));
        requests.add(new ReceivedRequest(
                request.getMethod(),
                request.getUriInfo().getPath(),
                Map.copyOf(request.getUriInfo().getQueryParameters()),
                headers(request),
                body.length == 0 ? Optional.empty() : Optional.of(new String(body, StandardCharsets.UTF_8))));
    }

    private static Map<String, String> headers(ContainerRequestContext request) {
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, List<String>> header : request.getHeaders().entrySet()) {
            if (!header.getKey().equalsIgnoreCase(HttpHeaders.AUTHORIZATION)) {
                headers.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().getFirst());
            }
        }
        return headers;
    }
}
