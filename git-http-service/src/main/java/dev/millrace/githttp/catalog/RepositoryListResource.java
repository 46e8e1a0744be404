package dev.millrace.githttp.catalog;

import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * The repositories of a team over JSON, by the newer routes. Classes of one resource have equal paths: only the one whose path is most
 * specific serves a request.
 */
@Path("/api/repos")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RepositoryListResource {

    private final RepositoryCalls calls;

    RepositoryListResource(RepositoryCalls calls) {
        this.calls = calls;
    }

    /** Creates a repository: 201, 409 if the team has or had one of that name, 412 if the App cannot reach the upstream. */
    @POST
    @RolesAllowed(Roles.REPO_WRITE)
    @ResponseStatus(201)
    public CreatedBody create(@QueryParam("default_branch") @Nullable String branch, @Nullable String body) {
        return calls.create(body, branch);
    }

    /** The team's repositories, newest first. */
    @GET
    @RolesAllowed(Roles.ORG_READ)
    public PageBody list(
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("20") int limit,
            @QueryParam("q") @DefaultValue("") String text) {
        return calls.list(cursor, limit, text);
    }
}
