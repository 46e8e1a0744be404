package dev.millrace.gateway.signin;

import dev.millrace.gateway.oidc.OpenIdProvider;
import dev.millrace.gateway.oidc.ProviderFailure;
import dev.millrace.gateway.session.Sessions;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the routes of a provider answer: the same for each provider. */
@ApplicationScoped
class ProviderResponses {

    private final BeginProviderFlow beginFlow;
    private final FinishProviderFlow finishFlow;
    private final FlowResponses responses;
    private final FlowCaller flowCaller;

    ProviderResponses(
            BeginProviderFlow beginFlow,
            FinishProviderFlow finishFlow,
            FlowResponses responses,
            FlowCaller flowCaller) {
        this.beginFlow = beginFlow;
        this.finishFlow = finishFlow;
        this.responses = responses;
        this.flowCaller = flowCaller;
    }

    /** Redirects the browser to the provider to sign in. */
    Response redirect(OpenIdProvider provider, HttpHeaders headers) {
        return responses.redirect(calling(provider, () -> beginFlow.signIn(provider, Optional.empty())), headers);
    }

    /** Names the page of the provider, for a page of ours that sends the browser there. */
    Response page(OpenIdProvider provider, @Nullable FlowBody body, HttpHeaders headers) {
        Optional<String> invitation = Optional.ofNullable(body).flatMap(FlowBody::usableInvitation);
        return responses.page(calling(provider, () -> beginFlow.signIn(provider, invitation)), headers);
    }

    /** As {@link #page}, to link an account to the user who is calling. */
    Response linkPage(OpenIdProvider provider, HttpHeaders headers) {
        UUID user = flowCaller.linkingUser();
        return responses.page(calling(provider, () -> beginFlow.link(provider, user)), headers);
    }

    /** Ends the flow with which the provider has sent the browser back. */
    Response ended(OpenIdProvider provider, Returned returned, HttpHeaders headers) {
        String browser = responses.browser(headers, returned.state()).orElseThrow(ProviderResponses::stateInvalid);
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
                provider,
                returned.state(),
                calling(
                        provider,
                        () -> finishFlow.handle(
                                provider,
                                returned.state(),
                                browser,
                                returned.code().get(),
                                caller,
                                client)));
    }

    private Response finished(OpenIdProvider provider, String state, ProviderOutcome outcome) {
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

    private static <T> T calling(OpenIdProvider provider, Supplier<T> work) {
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

    private static MillraceException stateInvalid() {
        return MillraceException.badRequest(
                        "this sign-in was not begun in this browser, was ended before, or took longer than 10 minutes; begin again")
                .withCode("state_invalid");
    }
}
