package dev.millrace.gateway.administrator;

import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/**
 * {@code GET /api/administrator}: 204 for an administrator, 401 or 403 for others. Other services call it, because only the
 * gateway knows the administrator's token.
 */
@Path("/api/administrator")
@RunOnVirtualThread
@RolesAllowed(Roles.ADMINISTRATOR)
class AdministratorResource {

    @GET
    public void check() {
        // who is no administrator does not get here
    }
}
