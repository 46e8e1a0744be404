package dev.millrace.gateway.administrator;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/administrator}: 204 for the administrator's token, 401 for any other. Other services call it, because
 * only the gateway knows the token.
 */
@Path("/api/administrator")
@RunOnVirtualThread
@PermitAll
class AdministratorResource {

    private final Administrator administrator;

    AdministratorResource(Administrator administrator) {
        this.administrator = administrator;
    }

    @GET
    public void check(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        administrator.require(authorization);
    }
}
