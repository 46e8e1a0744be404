package dev.millrace.gateway.installation;

import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** {@code /api/installations}: where our App is installed, for the administrator. */
@Path("/api/installations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.ADMINISTRATOR)
class InstallationResource {

    private final Installations installations;

    InstallationResource(Installations installations) {
        this.installations = installations;
    }

    @GET
    public List<InstallationBody> list() {
        return installations.list().stream().map(InstallationBody::of).toList();
    }

    /** Accounts that were given to another team, the newest first. */
    @GET
    @Path("/moves")
    public List<AccountMove> moves() {
        return installations.moves();
    }
}
