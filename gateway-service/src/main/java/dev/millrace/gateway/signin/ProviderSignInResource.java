package dev.millrace.gateway.signin;

import dev.millrace.gateway.oidc.OpenIdProvider;
import dev.millrace.gateway.oidc.ProviderFailure;
import dev.millrace.gateway.session.Sessions;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
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
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/session/oidc}: sign-in with the OpenID Connect provider of the settings, and the link of an own account there. Each begins
 * with the provider's page, and ends where the provider sends the browser back to.
 */
@Path("/api/session/oidc")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ProviderSignInResource {

    private final OpenIdProvider provider;
    private final BeginProviderFlow beginFlow;
    private final FinishProviderFlow finishFlow;
    private final FlowResponses responses;
    private final FlowCaller flowCaller;

    ProviderSignInResource(
            OpenIdProvider provider,
            BeginProviderFlow beginFlow,
            FinishProviderFlow finishFlow,
            FlowResponses responses,
            FlowCaller flowCaller) {
        this.provider = provider;
        this.beginFlow = beginFlow;
        this.finishFlow = finishFlow;
        this.responses = responses;
        this.flowCaller = flowCaller;
    }

    /** The provider, for a page that offers the sign-in. */
    @GET
    @Path("provider")
    @PermitAll
    public ProviderNameBody show() {
        requireProvider();
        return new ProviderNameBody(provider.name());
    }

    /** Redirects the browser to the provider to sign in. */
    @GET
    @PermitAll
    public Response signIn(HttpHeaders headers) {
        return responses.redirect(calling(() -> beginFlow.signIn(Optional.empty())), headers);
    }

    /** As {@link #signIn}, for a page that sends the browser there by itself; with an invitation, which has no place in an address. */
    @POST
    @PermitAll
    public Response beginSignIn(@Nullable FlowBody body, HttpHeaders headers) {
        Optional<String> invitation = Optional.ofNullable(body).flatMap(FlowBody::usableInvitation);
        return responses.page(calling(() -> beginFlow.signIn(invitation)), headers);
    }

    /** Begins to link an account to the calling user. */
    @POST
    @Path("link")
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public Response beginLink(HttpHeaders headers) {
        UUID user = flowCaller.linkingUser();
        return responses.page(calling(() -> beginFlow.link(user)), headers);
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
        String browser = responses.browser(headers, returned.state()).orElseThrow(ProviderSignInResource::stateInvalid);
        if (returned.code().isEmpty()) {
            if (!finishFlow.cancel(returned.state(), browser)) {
                throw stateInvalid();
            }
            throw MillraceException.forbidden(
                            "%s has not signed you in: %s".formatted(provider.name(), returned.error()))
                    .withCode("authorization_denied");
        }
        Optional<Caller> caller = flowCaller.find(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
        String client = Optional.ofNullable(headers.getHeaderString(HttpHeaders.USER_AGENT))
                .orElse("");
        return finished(
                returned.state(),
                calling(() -> finishFlow.handle(
                        returned.state(), browser, returned.code().get(), caller, client)));
    }

    private Response finished(String state, ProviderOutcome outcome) {
        return switch (outcome) {
            case ProviderOutcome.SignedIn(Sessions.Begun session) -> responses.signedIn(state, session);
            case ProviderOutcome.Linked linked -> responses.ended(state);
            case ProviderOutcome.StateInvalid invalid -> throw stateInvalid();
            case ProviderOutcome.CodeRejected(String reason) ->
                throw MillraceException.badRequest("%s does not accept the code of this sign-in (%s); begin again"
                                .formatted(provider.name(), Returned.printable(reason)))
                        .withCode("code_rejected");
            case ProviderOutcome.ClientRejected(String reason) ->
                throw MillraceException.of(
                                ErrorKind.UPSTREAM,
                                502,
                                "%s does not accept the client or its secret (%s); an administrator must correct the settings"
                                        .formatted(provider.name(), Returned.printable(reason)))
                        .withCode("client_rejected");
            case ProviderOutcome.TokenRefused(String reason) ->
                throw MillraceException.forbidden(
                                "the ID token of %s cannot be accepted: %s".formatted(provider.name(), reason))
                        .withCode("token_refused");
            case ProviderOutcome.PersonUnknown(String name) ->
                throw MillraceException.forbidden(
                                "no user of this platform is '%s' of %s, and no group gives access: ask a team for an invitation"
                                        .formatted(name, provider.name()))
                        .withCode("person_unknown");
            case ProviderOutcome.DomainRefused refused ->
                throw MillraceException.forbidden(
                                "signing in needs a verified e-mail address of a domain that the settings allow")
                        .withCode("email_refused");
            case ProviderOutcome.InvitationClosed closed ->
                throw MillraceException.notFound(
                                "there is no such invitation, or it was used or revoked, or has expired")
                        .withCode("invitation_missing");
            case ProviderOutcome.OtherUser other ->
                throw MillraceException.forbidden(
                                "another user has begun this, or your session has ended; sign in and begin again")
                        .withCode("other_user");
            case ProviderOutcome.AccountTaken taken ->
                throw MillraceException.conflict("the account at %s belongs to another user".formatted(provider.name()))
                        .withCode("account_taken");
            case ProviderOutcome.HasOther other ->
                throw MillraceException.conflict(
                                "you have another account at %s already: a user has one".formatted(provider.name()))
                        .withCode("account_exists");
        };
    }

    private <T> T calling(Supplier<T> work) {
        requireProvider();
        try {
            return work.get();
        } catch (ProviderFailure failure) {
            throw MillraceException.of(
                            ErrorKind.UPSTREAM,
                            503,
                            "%s is unavailable: %s".formatted(provider.name(), failure.getMessage()))
                    .withCode("provider_unavailable")
                    .withRetryAfter(provider.retryAfter());
        }
    }

    private void requireProvider() {
        if (!provider.isConfigured()) {
            throw MillraceException.notFound(
                            "no OpenID Connect provider is configured: the settings millrace.gateway.oidc.* name one")
                    .withCode("provider_missing");
        }
    }

    private static MillraceException stateInvalid() {
        return MillraceException.badRequest(
                        "this sign-in was not begun in this browser, was ended before, or took longer than 10 minutes; begin again")
                .withCode("state_invalid");
    }
}
