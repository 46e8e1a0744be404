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

/** {@code /api/teams/{slug}/signing-keys}: read by the team, changed by its maintainers. */
@Path("/api/teams/{slug}/signing-keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SigningKeyResource {

    private final KeyRegister<SigningKey> register;
    private final CurrentCaller caller;

    SigningKeyResource(KeyRegisters registers, CurrentCaller caller) {
        this.register = registers.signingKeys();
        this.caller = caller;
    }

    /** Answers 201 for a new key, 200 with the same id for one that the team has. */
    @POST
    @RolesAllowed({Roles.MAINTAINER, Roles.ADMINISTRATOR})
    public Response create(@RestPath String slug, @Nullable NewSigningKeyBody body) {
        if (body == null || body.publicKey() == null) {
            throw MillraceException.badRequest("the body must be JSON with a publicKey");
        }
        String name = body.name() == null ? "default" : body.name();
        return switch (register.register(caller.load(), slug, name, body.publicKey())) {
            case KeyOutcome.Registered<SigningKey>(SigningKey key) ->
                Response.created(URI.create("/api/teams/%s/signing-keys/%s".formatted(slug, key.id())))
                        .entity(SigningKeyBody.of(key))
                        .build();
            case KeyOutcome.Known<SigningKey>(SigningKey key) ->
                Response.ok(SigningKeyBody.of(key)).build();
            case KeyOutcome.NoTeam<SigningKey> noTeam -> throw noTeam(slug);
            case KeyOutcome.Refused<SigningKey>(String reason) ->
                throw MillraceException.badRequest(reason).withCode("key_invalid");
        };
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public List<SigningKeyBody> list(@RestPath String slug) {
        return register.list(slug).orElseThrow(() -> noTeam(slug)).stream()
                .map(SigningKeyBody::of)
                .toList();
    }

    @DELETE
    @Path("{keyId}")
    @RolesAllowed({Roles.MAINTAINER, Roles.ADMINISTRATOR})
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
