package dev.millrace.gateway.signin;

import dev.millrace.forge.ForgeFailure;
import dev.millrace.gateway.connection.ForgeProblems;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.gateway.installation.ClaimResponses;
import dev.millrace.gateway.session.Sessions;
import dev.millrace.gateway.user.Identity;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
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
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/session/github}: sign-in with a GitHub, the link of an own account, and the installation of the App for a team. Each begins
 * with a page of the forge, and ends where the forge sends the browser back to.
 */
@Path("/api/session/github")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SignInResource {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

    private final SignInApps apps;
    private final BeginFlow beginFlow;
    private final FinishFlow finishFlow;
    private final FinishSetup finishSetup;
    private final FlowResponses responses;
    private final FlowCaller flowCaller;
    private final CurrentCaller current;
    private final Clock clock;

    SignInResource(
            SignInApps apps,
            BeginFlow beginFlow,
            FinishFlow finishFlow,
            FinishSetup finishSetup,
            FlowResponses responses,
            FlowCaller flowCaller,
            CurrentCaller current,
            Clock clock) {
        this.apps = apps;
        this.beginFlow = beginFlow;
        this.finishFlow = finishFlow;
        this.finishSetup = finishSetup;
        this.responses = responses;
        this.flowCaller = flowCaller;
        this.current = current;
        this.clock = clock;
    }

    /** Redirects the browser to the forge to sign in. */
    @GET
    @PermitAll
    public Response signIn(@RestQuery @Nullable String connection, HttpHeaders headers) {
        return responses.redirect(beginFlow.signIn(app(connection), Optional.empty()), headers);
    }

    /** As {@link #signIn}, for a page that sends the browser there by itself; with an invitation, which has no place in an address. */
    @POST
    @PermitAll
    public Response beginSignIn(@Nullable FlowBody body, HttpHeaders headers) {
        Optional<FlowBody> given = Optional.ofNullable(body);
        return responses.page(
                beginFlow.signIn(
                        app(given.map(FlowBody::connection).orElse(null)), given.flatMap(FlowBody::usableInvitation)),
                headers);
    }

    /** Begins to link an account to the calling user. */
    @POST
    @Path("link")
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public Response beginLink(@Nullable FlowBody body, HttpHeaders headers) {
        UUID user = flowCaller.linkingUser();
        return responses.page(beginFlow.link(app(body == null ? null : body.connection()), user), headers);
    }

    /** Begins to install the App for the team that the caller acts for. */
    @POST
    @Path("install")
    @RolesAllowed(Roles.MAINTAINER)
    public Response beginInstallation(@Nullable FlowBody body, HttpHeaders headers) {
        Caller caller = current.load();
        SignInApp app = ForgeProblems.chosen(
                apps.choose(caller.team(), Optional.ofNullable(body).map(FlowBody::connection)));
        String slug = app.slug()
                .orElseThrow(() -> MillraceException.conflict(
                                "the name of the App in addresses (app.slug) is not stated in the connection '%s'"
                                        .formatted(app.connectionId()))
                        .withCode("slug_missing"));
        return responses.page(beginFlow.install(app, slug, FlowCaller.user(caller), caller.team()), headers);
    }

    /** Where the forge sends the browser after a person has authorized the App, or has declined to. */
    @GET
    @Path("callback")
    @PermitAll
    public Response callback(
            @Nullable @RestQuery String state,
            @Nullable @RestQuery String code,
            @Nullable @RestQuery String error,
            HttpHeaders headers) {
        Returned returned = Returned.read(state, code, error);
        String browser = responses.browser(headers, returned.state()).orElseThrow(SignInResource::stateInvalid);
        if (returned.code().isEmpty()) {
            if (!finishFlow.cancel(returned.state(), browser)) {
                throw stateInvalid();
            }
            throw MillraceException.forbidden("at the forge, the App was not authorized: " + returned.error())
                    .withCode("authorization_denied");
        }
        String client = Optional.ofNullable(headers.getHeaderString(HttpHeaders.USER_AGENT))
                .orElse("");
        return finished(
                returned.state(),
                calling(() -> finishFlow.handle(
                        returned.state(), browser, returned.code().get(), caller(headers), client)));
    }

    /** Where the forge sends the browser after a person has installed the App, or has asked an owner to do so. */
    @GET
    @Path("setup")
    @PermitAll
    public Response setup(
            @Nullable @RestQuery String state,
            @Nullable @RestQuery("installation_id") String installationId,
            @Nullable @RestQuery("setup_action") String action,
            HttpHeaders headers) {
        if ("request".equals(action)) {
            throw MillraceException.conflict(
                            "an owner of the organization was asked to install the App; connect it when that has happened")
                    .withCode("approval_needed");
        }
        if (installationId == null || !NUMBER.matcher(installationId).matches()) {
            throw MillraceException.badRequest("installation_id must be a number");
        }
        String known = Returned.text(state).orElseThrow(SignInResource::setupInvalid);
        String browser = responses.browser(headers, known).orElseThrow(SignInResource::setupInvalid);
        return switch (calling(() -> finishSetup.handle(known, browser, installationId, caller(headers)))) {
            case SetupOutcome.Claimed(var outcome) -> {
                ClaimResponses.connected(outcome);
                yield responses.ended(known);
            }
            case SetupOutcome.Authorize(Begun flow) -> responses.redirect(flow, headers);
            case SetupOutcome.StateInvalid invalid -> throw setupInvalid();
            case SetupOutcome.OtherUser other -> throw otherUser();
            case SetupOutcome.AppUnusable(String id) -> throw unusable(id);
        };
    }

    private Response finished(String state, FinishOutcome outcome) {
        return switch (outcome) {
            case FinishOutcome.SignedIn(Sessions.Begun begun) -> responses.signedIn(state, begun);
            case FinishOutcome.Linked linked -> responses.ended(state);
            case FinishOutcome.Claimed(var claim) -> {
                ClaimResponses.connected(claim);
                yield responses.ended(state);
            }
            case FinishOutcome.StateInvalid invalid -> throw stateInvalid();
            case FinishOutcome.CodeRejected(String reason) ->
                throw MillraceException.badRequest(
                                "the forge does not accept the code of this sign-in (%s); begin again"
                                        .formatted(Returned.printable(reason)))
                        .withCode("code_rejected");
            case FinishOutcome.AppUnusable(String id) -> throw unusable(id);
            case FinishOutcome.AccountUnknown(String instance, String login) ->
                throw MillraceException.forbidden(
                                "no user of this platform has the account '%s' of %s: ask a team for an invitation"
                                        .formatted(login, instance))
                        .withCode("account_unknown");
            case FinishOutcome.NoPerson(String login, String type) ->
                throw MillraceException.forbidden("'%s' is not the account of a person, but of the type %s"
                                .formatted(login, Returned.printable(type)))
                        .withCode("account_unknown");
            case FinishOutcome.InvitationClosed closed ->
                throw MillraceException.notFound(
                                "there is no such invitation, or it was used or revoked, or has expired")
                        .withCode("invitation_missing");
            case FinishOutcome.OtherUser other -> throw otherUser();
            case FinishOutcome.AccountTaken(String instance, String login) ->
                throw MillraceException.conflict(
                                "the account '%s' of %s belongs to another user".formatted(login, instance))
                        .withCode("identity_taken");
            case FinishOutcome.HasOther(Identity other) ->
                throw MillraceException.conflict("you have the account '%s' of %s already; a user has one at each forge"
                                .formatted(other.login(), other.instance()))
                        .withCode("identity_exists");
        };
    }

    private SignInApp app(@Nullable String connection) {
        return ForgeProblems.chosen(apps.choose(Optional.ofNullable(connection)));
    }

    private <T> T calling(Supplier<T> work) {
        try {
            return work.get();
        } catch (ForgeFailure failure) {
            throw ForgeProblems.of(failure, clock);
        }
    }

    private Optional<Caller> caller(HttpHeaders headers) {
        return flowCaller.find(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
    }

    private static MillraceException stateInvalid() {
        return MillraceException.badRequest(
                        "this sign-in was not begun in this browser, was ended before, or took longer than 10 minutes; begin again")
                .withCode("state_invalid");
    }

    private static MillraceException setupInvalid() {
        return MillraceException.badRequest(
                        "this installation was not begun in this browser, was ended before, or took longer than 10 minutes; connect it with POST /api/teams/SLUG/installations")
                .withCode("state_invalid");
    }

    private static MillraceException otherUser() {
        return MillraceException.forbidden(
                        "another user has begun this, or your session has ended; sign in and begin again")
                .withCode("other_user");
    }

    private static MillraceException unusable(String connectionId) {
        return MillraceException.of(
                        ErrorKind.UPSTREAM,
                        502,
                        "the connection '%s' was removed, or the forge accepts none of its client secrets; an administrator must add the current one"
                                .formatted(connectionId))
                .withCode("client_rejected");
    }
}
