package dev.millrace.simulator.access;

import dev.millrace.simulator.hosting.Hosting;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps {@code /repositories/<id>/...}, the target of redirects after a rename, to {@code /repos/<owner>/<name>/...}. */
@Provider
@PreMatching
class RepositoryByIdFilter implements ContainerRequestFilter {

    private static final Pattern BY_ID = Pattern.compile("/?repositories/(\\d{1,18})(/.*)?");

    private final Hosting hosting;

    RepositoryByIdFilter(Hosting hosting) {
        this.hosting = hosting;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Matcher path = BY_ID.matcher(request.getUriInfo().getPath());
        if (!path.matches()) {
            return;
        }
        String rest = path.group(2) == null ? "" : path.group(2);
        hosting.find(Long.parseLong(path.group(1)))
                .ifPresent(repository -> request.setRequestUri(request.getUriInfo()
                        .getRequestUriBuilder()
                        .replacePath("/repos/" + repository.fullName() + rest)
                        .build()));
    }
}
