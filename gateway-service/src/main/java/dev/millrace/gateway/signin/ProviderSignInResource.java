package dev.millrace.gateway.signin;

import dev.millrace.gateway.oidc.OpenIdProvider;
import dev.millrace.gateway.oidc.OpenIdProviders;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/session/oidc}: sign-in with the OpenID Connect provider of {@code millrace.gateway.oidc.issuer}, and the link of an own
 * account there. Each begins with the provider's page, and ends where the provider sends the browser back to. Further providers are below
 * {@code /api/session/oidc/providers} ({@link NamedProviderResource}).
 */
@Path("/api/session/oidc")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ProviderSignInResource {

    private final OpenIdProviders providers;
    private final ProviderResponses responses;

    ProviderSignInResource(OpenIdProviders providers, ProviderResponses responses) {
        this.providers = providers;
        this.responses = responses;
    }

    /** The provider, for a page that offers the sign-in. */
    @GET
    @Path("provider")
    @PermitAll
    public ProviderNameBody show() {
        return ProviderNameBody.of(provider());
    }

    /** Redirects the browser to the provider to sign in. */
    @GET
    @PermitAll
    public Response signIn(HttpHeaders headers) {
        return responses.redirect(provider(), headers);
    }

    /** As {@link #signIn}, for a page that sends the browser there by itself; with an invitation, which has no place in an address. */
    @POST
    @PermitAll
    public Response beginSignIn(@Nullable FlowBody body, HttpHeaders headers) {
        return responses.page(provider(), body, headers);
    }

    /** Begins to link an account to the calling user. */
    @POST
    @Path("link")
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public Response beginLink(HttpHeaders headers) {
        return responses.linkPage(provider(), headers);
    }

    /** Where the provider sends the browser after the person has signed in there, or with an error. */
    @GET
    @Path("callback")
    @PermitAll
    public Response callback(
            @Nullable @RestQuery String state,
            @Nullable @RestQuery String code,
            @Nullable @RestQuery String error,
            HttpHeaders headers) {
        Returned returned = Returned.read(state, code, error);
        return responses.ended(provider(), returned, headers);
    }

    private OpenIdProvider provider() {
        return providers
                .find(OpenIdProviders.FIRST)
                .orElseThrow(() -> MillraceException.notFound(
                                "no OpenID Connect provider is configured: the settings millrace.gateway.oidc.* name one")
                        .withCode("provider_missing"));
    }
}
