package dev.millrace.pipeline.store;

import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** {@code /api/teams/{team}/secrets}: members read the keys, maintainers set values. No response contains a value. */
@Path("/api/teams/{team}/secrets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SecretResource {

    private final ValueResponses responses;

    SecretResource(ValueResponses responses) {
        this.responses = responses;
    }

    /** A page of keys. 400 for a limit that is no number, or a cursor that does not exist; 503 while Vault is not available. */
    @GET
    @RolesAllowed({Roles.MEMBER, Roles.ADMINISTRATOR})
    public SecretPageBody list(
            @PathParam("team") String team,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("20") String limit) {
        return SecretPageBody.of(responses.list(StoreKind.SECRETS, team, cursor, limit));
    }

    /** 201 for a new key, 200 for another value or the same; 400 for an invalid key or value, 409 where the store is full. */
    @PUT
    @Path("{key}")
    @RolesAllowed({Roles.MAINTAINER, Roles.ADMINISTRATOR})
    public Response put(@PathParam("team") String team, @PathParam("key") String key, @Nullable NewValueBody body) {
        return responses.put(StoreKind.SECRETS, team, key, body);
    }

    /** 204, also if there is none. */
    @DELETE
    @Path("{key}")
    @RolesAllowed({Roles.MAINTAINER, Roles.ADMINISTRATOR})
    public Response delete(@PathParam("team") String team, @PathParam("key") String key) {
        return responses.delete(StoreKind.SECRETS, team, key);
    }
}
