package dev.millrace.gateway.administrator;

import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.administrator.ActingAdministrator;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET /api/administrator}: 204 for an administrator, 401 or 403 for others. Other services call it, because only the
 * gateway knows the administrator's token; the headers state who the administrator is, for the audit log.
 */
@Path("/api/administrator")
@RunOnVirtualThread
@RolesAllowed(Roles.ADMINISTRATOR)
class AdministratorResource {

    private final CurrentCaller current;

    AdministratorResource(CurrentCaller current) {
        this.current = current;
    }

    @GET
    public Response check() {
        Caller caller = current.load();
        var response = Response.noContent()
                .header(ActingAdministrator.NAME_HEADER, URLEncoder.encode(caller.subject(), StandardCharsets.UTF_8));
        caller.user().ifPresent(user -> response.header(ActingAdministrator.USER_HEADER, user));
        return response.build();
    }
}
