package dev.millrace.githttp.catalog;

import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** One repository over JSON, by the older route; the token names it. */
@Path("/api/v1/repo")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ClaimedRepositoryResource {

    private final RepositoryCalls calls;

    ClaimedRepositoryResource(RepositoryCalls calls) {
        this.calls = calls;
    }

    /** The repository that the token names. */
    @GET
    @RolesAllowed(Roles.GIT_READ)
    public RepositoryBody find() {
        return calls.find(Optional.empty());
    }
}
