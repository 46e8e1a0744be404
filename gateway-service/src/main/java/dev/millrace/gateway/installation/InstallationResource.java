package dev.millrace.gateway.installation;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code /api/installations}: where our App is installed, for the administrator. */
@Path("/api/installations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.ADMINISTRATOR)
class InstallationResource {

    private static final int MOST = 200;

    private final Installations installations;

    InstallationResource(Installations installations) {
        this.installations = installations;
    }

    @GET
    public List<InstallationBody> list() {
        return installations.list().stream().map(InstallationBody::of).toList();
    }

    /**
     * Accounts that were given to another team, the newest first.
     *
     * @param before id of the last one of the page before
     * @param limit 1 to 200
     */
    @GET
    @Path("/moves")
    public List<AccountMove> moves(@RestQuery Optional<UUID> before, @RestQuery @DefaultValue("50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw MillraceException.badRequest("limit %d must be 1 to %d".formatted(limit, MOST));
        }
        return installations.moves(before, limit);
    }
}
