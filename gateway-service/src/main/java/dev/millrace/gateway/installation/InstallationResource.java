package dev.millrace.gateway.installation;

import dev.millrace.gateway.administrator.Administrator;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/installations}: where our App is installed, for the administrator. */
@Path("/api/installations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
class InstallationResource {

    private final Installations installations;
    private final Administrator administrator;

    InstallationResource(Installations installations, Administrator administrator) {
        this.installations = installations;
        this.administrator = administrator;
    }

    @GET
    public List<InstallationBody> list(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        administrator.require(authorization);
        return installations.list().stream().map(InstallationBody::of).toList();
    }

    /** Accounts that were given to another team, the newest first. */
    @GET
    @Path("/moves")
    public List<AccountMove> moves(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        administrator.require(authorization);
        return installations.moves();
    }
}
