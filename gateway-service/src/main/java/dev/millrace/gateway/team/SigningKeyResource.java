package dev.millrace.gateway.team;

import dev.millrace.gateway.administrator.Administrator;
import dev.millrace.kit.error.MillraceException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/teams/{slug}/signing-keys}, for the administrator. */
@Path("/api/teams/{slug}/signing-keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
class SigningKeyResource {

    private final KeyRegister<SigningKey> register;
    private final Administrator administrator;

    SigningKeyResource(KeyRegisters registers, Administrator administrator) {
        this.register = registers.signingKeys();
        this.administrator = administrator;
    }

    /** Answers 201 for a new key, 200 with the same id for one that the team has. */
    @POST
    public Response create(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath String slug,
            @Nullable NewSigningKeyBody body) {
        administrator.require(authorization);
        if (body == null || body.publicKey() == null) {
            throw MillraceException.badRequest("the body must be JSON with a publicKey");
        }
        String name = body.name() == null ? "default" : body.name();
        return switch (register.register(slug, name, body.publicKey())) {
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
    public List<SigningKeyBody> list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath String slug) {
        administrator.require(authorization);
        return register.list(slug).orElseThrow(() -> noTeam(slug)).stream()
                .map(SigningKeyBody::of)
                .toList();
    }

    @DELETE
    @Path("{keyId}")
    public Response revoke(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath String slug,
            @RestPath String keyId) {
        administrator.require(authorization);
        if (register.revoke(slug, keyId).isEmpty()) {
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
