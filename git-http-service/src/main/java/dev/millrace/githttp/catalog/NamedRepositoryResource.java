package dev.millrace.githttp.catalog;

import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * One repository over JSON, by the newer routes: the path names the repository too, by name or id, as one segment
 * ({@code team%2Fproject}), and the token must be for the same one.
 */
@Path("/api/repos/{repo}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class NamedRepositoryResource {

    private final RepositoryCalls calls;

    NamedRepositoryResource(RepositoryCalls calls) {
        this.calls = calls;
    }

    @GET
    @RolesAllowed(Roles.GIT_READ)
    public RepositoryBody find(@PathParam("repo") String repo) {
        return calls.find(Optional.of(repo));
    }

    /** Deletes it: 409 if it was already deleted. */
    @DELETE
    @RolesAllowed(Roles.REPO_WRITE)
    public MessageBody delete(@PathParam("repo") String repo) {
        return calls.delete(Optional.of(repo));
    }

    /** Requests a sync, which runs later. */
    @POST
    @RolesAllowed(Roles.GIT_WRITE)
    @Path("pull-upstream")
    @ResponseStatus(202)
    public MessageBody pull(@PathParam("repo") String repo, @Nullable String body) {
        return calls.pull(Optional.of(repo), body);
    }

    /** Ends the connection to the upstream, if there is one. */
    @DELETE
    @RolesAllowed(Roles.GIT_WRITE)
    @Path("base")
    public MessageBody detach(@PathParam("repo") String repo) {
        return calls.detach(Optional.of(repo));
    }
}
