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

/** {@code /api/teams/{slug}/keys}, for the administrator. */
@Path("/api/teams/{slug}/keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
class AccessKeyResource {

    private final KeyRegister<AccessKey> register;
    private final Administrator administrator;

    AccessKeyResource(KeyRegisters registers, Administrator administrator) {
        this.register = registers.accessKeys();
        this.administrator = administrator;
    }

    /** Answers 201 for a new key, 200 with the same id for one that the team has. */
    @POST
    public Response create(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath String slug,
            @Nullable NewKeyBody body) {
        administrator.require(authorization);
        if (body == null || body.publicKeyPem() == null) {
            throw MillraceException.badRequest("the body must be JSON with a publicKeyPem");
        }
        String name = body.name() == null ? "default" : body.name();
        return switch (register.register(slug, name, body.publicKeyPem())) {
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
    public List<KeyBody> list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath String slug) {
        administrator.require(authorization);
        return register.list(slug).orElseThrow(() -> noTeam(slug)).stream()
                .map(KeyBody::of)
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
