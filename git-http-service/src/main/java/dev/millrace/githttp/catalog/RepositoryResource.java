package dev.millrace.githttp.catalog;

import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Repositories of a team over JSON, by the older routes; the token names the team and, usually, the repository. */
@Path("/api/v1/repos")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RepositoryResource {

    private final RepositoryCalls calls;

    RepositoryResource(RepositoryCalls calls) {
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

    /** Deletes it: 409 if it was already deleted. */
    @DELETE
    @RolesAllowed(Roles.REPO_WRITE)
    @Path("delete")
    public MessageBody delete() {
        return calls.delete(Optional.empty());
    }

    /** Requests a sync, which runs later. */
    @POST
    @RolesAllowed(Roles.GIT_WRITE)
    @Path("pull-upstream")
    @ResponseStatus(202)
    public MessageBody pull(@Nullable String body) {
        return calls.pull(Optional.empty(), body);
    }

    /** Ends the connection to the upstream, if there is one. */
    @DELETE
    @RolesAllowed(Roles.GIT_WRITE)
    @Path("base")
    public MessageBody detach() {
        return calls.detach(Optional.empty());
    }
}
