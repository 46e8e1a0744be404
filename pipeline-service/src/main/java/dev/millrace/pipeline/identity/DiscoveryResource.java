package dev.millrace.pipeline.identity;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** What others need to verify identity tokens, for everyone. */
@Path("/.well-known")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
class DiscoveryResource {

    /** Much shorter than a key is published before it signs. */
    private static final String CACHED = "public, max-age=3600";

    private static final List<String> CLAIMS = List.of(
            "iss",
            "sub",
            "aud",
            "exp",
            "nbf",
            "iat",
            "jti",
            "team",
            "forge",
            "forge_repository_id",
            "repository_id",
            "repository",
            "ref",
            "base_ref",
            "change",
            "sha",
            "event",
            "trigger",
            "actor",
            "pipeline",
            "job",
            "build_id",
            "attempt");

    private final SigningKeys keys;
    private final Issuer issuer;

    DiscoveryResource(SigningKeys keys, Issuer issuer) {
        this.keys = keys;
        this.issuer = issuer;
    }

    /** The document of OpenID Connect Discovery. */
    @GET
    @Path("/openid-configuration")
    public Response configuration() {
        return cached(new DiscoveryBody(
                issuer.url(),
                issuer.url() + "/.well-known/jwks.json",
                List.of("id_token"),
                List.of("public"),
                List.of("RS256"),
                List.of("openid"),
                CLAIMS));
    }

    /** The public keys, also those that do not sign yet or no longer. */
    @GET
    @Path("/jwks.json")
    public Response keys() {
        return cached(KeySetBody.of(keys.published()));
    }

    private static Response cached(Object body) {
        return Response.ok(body).header(HttpHeaders.CACHE_CONTROL, CACHED).build();
    }
}
