package dev.millrace.kit.request;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.UUID;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

class RequestIdFilter {

    @ServerRequestFilter(preMatching = true)
    void take(ContainerRequestContext request) {
        String given = request.getHeaderString(RequestId.HEADER);
        MDC.put(
                RequestId.LOG_KEY,
                given != null && RequestId.isAcceptable(given)
                        ? given
                        : UUID.randomUUID().toString());
    }

    @ServerResponseFilter
    void giveBack(ContainerResponseContext response) {
        String id = RequestId.current();
        if (id != null) {
            response.getHeaders().putSingle(RequestId.HEADER, id);
        }
    }
}
