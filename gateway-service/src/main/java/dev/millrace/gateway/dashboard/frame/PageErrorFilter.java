package dev.millrace.gateway.dashboard.frame;

import dev.millrace.kit.error.ProblemBody;
import io.quarkus.runtime.BlockingOperationControl;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes pages of errors: of those of pages, and of those to which a forge or a provider has sent a browser back. Without a session, the
 * page leads to the sign-in, and back from there.
 */
@Provider
@Priority(Priorities.USER)
class PageErrorFilter implements ContainerResponseFilter {

    private static final Pattern PAGE = Pattern.compile("/?|/?ui(/.*)?");
    private static final Pattern RETURN =
            Pattern.compile("/?api/(session/github/(callback|setup)|session/oidc(/.*)?/callback|session/oidc/callback"
                    + "|connections/manifest/callback)");

    private final PageResponses pages;

    @Inject
    PageErrorFilter(PageResponses pages) {
        this.pages = pages;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String path = request.getUriInfo().getPath();
        if (!(response.getEntity() instanceof ProblemBody body) || !isForPeople(request, path)) {
            return;
        }
        Problem problem = Problem.of(
                body.status(), Optional.ofNullable(body.code()), body.error(), Optional.ofNullable(body.requestId()));
        // what security refuses is refused on the event loop, which must not wait for a database
        Response page = body.status() == 401 && PAGE.matcher(path).matches()
                ? pages.signInNeeded(request.getMethod().equals("GET") ? pages.requested() : "/")
                : pages.problem(problem, BlockingOperationControl.isBlockingAllowed());
        response.setEntity(page.getEntity(), null, MediaType.valueOf("text/html;charset=utf-8"));
        page.getHeaders().forEach((name, values) -> response.getHeaders().put(name, values));
    }

    private static boolean isForPeople(ContainerRequestContext request, String path) {
        if (PAGE.matcher(path).matches()) {
            return true;
        }
        String accepted = request.getHeaderString("Accept");
        return accepted != null
                && accepted.contains("text/html")
                && RETURN.matcher(path).matches();
    }
}
