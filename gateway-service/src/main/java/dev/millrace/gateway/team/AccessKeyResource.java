package dev.millrace.gateway.team;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/teams/{slug}/keys}: read by the team, changed by its owners. */
@Path("/api/teams/{slug}/keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class AccessKeyResource {

    private final KeyRegister<AccessKey> register;
    private final CurrentCaller caller;

    AccessKeyResource(KeyRegisters registers, CurrentCaller caller) {
        this.register = registers.accessKeys();
        this.caller = caller;
    }

    /** Answers 201 for a new key, 200 with the same id for one that the team has. */
    @POST
    @RolesAllowed({Roles.OWNER, Roles.ADMINISTRATOR})
    public Response create(@RestPath String slug, @Nullable NewKeyBody body) {
        if (body == null || body.publicKeyPem() == null) {
            throw MillraceException.badRequest("the body must be JSON with a publicKeyPem");
        }
        String name = body.name() == null ? "default" : body.name();
        return switch (register.register(caller.load(), slug, name, body.publicKeyPem())) {
            case KeyOutcome.Registered<AccessKey>(AccessKey key) ->
                Response.created(URI.create("/api/teams/%s/keys/%s".formatted(slug, key.id())))
                        .entity(KeyBody.of(key))
                        .build();
            case KeyOutcome.Known<AccessKey>(AccessKey key) ->
                Response.ok(KeyBody.of(key)).build();
            case KeyOutcome.NoTeam<AccessKey> noTeam -> throw noTeam(slug);
            case KeyOutcome.Refused<AccessKey>(String reason) ->
                throw MillraceException.badRequest(reason).withCode("key_invalid");
        };
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public List<KeyBody> list(@RestPath String slug) {
        return register.list(slug).orElseThrow(() -> noTeam(slug)).stream()
                .map(KeyBody::of)
                .toList();
    }

    @DELETE
    @Path("{keyId}")
    @RolesAllowed({Roles.OWNER, Roles.ADMINISTRATOR})
    public Response revoke(@RestPath String slug, @RestPath String keyId) {
        if (register.revoke(caller.load(), slug, keyId).isEmpty()) {
            throw MillraceException.notFound("team '%s' has no key '%s'".formatted(slug, keyId))
                    .withCode("key_missing");
        }
        return Response.noContent().build();
    }

    private static MillraceException noTeam(String slug) {
        return MillraceException.notFound("there is no team '%s'".formatted(slug))
                .withCode("team_missing");
    }
}
