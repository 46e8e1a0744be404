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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/session/oidc/providers}: which OpenID Connect providers people can sign in with, and the routes of each, which are those of
 * {@link ProviderSignInResource}. The callback of a provider is an address of its own.
 */
@Path("/api/session/oidc/providers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class NamedProviderResource {

    private final OpenIdProviders providers;
    private final ProviderResponses responses;

    NamedProviderResource(OpenIdProviders providers, ProviderResponses responses) {
        this.providers = providers;
        this.responses = responses;
    }

    /** All of them, for a page that offers the sign-in; the one without an id of its own is called {@code default}. */
    @GET
    @PermitAll
    public List<ProviderNameBody> list() {
        return providers.list().stream().map(ProviderNameBody::of).toList();
    }

    /** Redirects the browser to the provider to sign in. */
    @GET
    @Path("{provider}")
    @PermitAll
    public Response signIn(@PathParam("provider") String id, HttpHeaders headers) {
        return responses.redirect(load(id), headers);
    }

    /** As {@link #signIn}, for a page that sends the browser there by itself; with an invitation, which has no place in an address. */
    @POST
    @Path("{provider}")
    @PermitAll
    public Response beginSignIn(@PathParam("provider") String id, @Nullable FlowBody body, HttpHeaders headers) {
        return responses.page(load(id), body, headers);
    }

    /** Begins to link an account to the calling user. */
    @POST
    @Path("{provider}/link")
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public Response beginLink(@PathParam("provider") String id, HttpHeaders headers) {
        return responses.linkPage(load(id), headers);
    }

    /** Where the provider sends the browser after the person has signed in there, or with an error. */
    @GET
    @Path("{provider}/callback")
    @PermitAll
    public Response callback(
            @PathParam("provider") String id,
            @Nullable @RestQuery String state,
            @Nullable @RestQuery String code,
            @Nullable @RestQuery String error,
            HttpHeaders headers) {
        Returned returned = Returned.read(state, code, error);
        return responses.ended(load(id), returned, headers);
    }

    private OpenIdProvider load(String id) {
        return providers
                .find(id)
                .orElseThrow(() -> MillraceException.notFound(
                                "no OpenID Connect provider is called '%s'".formatted(Returned.printable(id)))
                        .withCode("provider_missing"));
    }
}
