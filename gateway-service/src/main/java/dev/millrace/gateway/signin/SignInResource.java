package dev.millrace.gateway.signin;

import dev.millrace.forge.ForgeFailure;
import dev.millrace.gateway.connection.ForgeProblems;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.gateway.installation.ClaimResponses;
import dev.millrace.gateway.route.FlowCookie;
import dev.millrace.gateway.route.SessionCookie;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.gateway.session.Sessions;
import dev.millrace.gateway.signin.BeginFlow.Begun;
import dev.millrace.gateway.user.Identity;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.Scope;
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
import java.time.Duration;
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

    private static final int LONGEST_TEXT = 512;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

    private final SignInApps apps;
    private final BeginFlow beginFlow;
    private final FinishFlow finishFlow;
    private final FinishSetup finishSetup;
    private final FlowCookie flowCookie;
    private final SessionCookie sessionCookie;
    private final UpstreamAddresses addresses;
    private final CurrentCaller current;
    private final Clock clock;

    SignInResource(
            SignInApps apps,
            BeginFlow beginFlow,
            FinishFlow finishFlow,
            FinishSetup finishSetup,
            FlowCookie flowCookie,
            SessionCookie sessionCookie,
            UpstreamAddresses addresses,
            CurrentCaller current,
            Clock clock) {
        this.apps = apps;
        this.beginFlow = beginFlow;
        this.finishFlow = finishFlow;
        this.finishSetup = finishSetup;
        this.flowCookie = flowCookie;
        this.sessionCookie = sessionCookie;
        this.addresses = addresses;
        this.current = current;
        this.clock = clock;
    }

    /** Redirects the browser to the forge to sign in. */
    @GET
    @PermitAll
    public Response signIn(@RestQuery @Nullable String connection) {
        return redirect(beginFlow.signIn(app(connection), Optional.empty()));
    }

    /** As {@link #signIn}, for a page that sends the browser there by itself; with an invitation, which has no place in an address. */
    @POST
    @PermitAll
    public Response beginSignIn(@Nullable FlowBody body) {
        Optional<FlowBody> given = Optional.ofNullable(body);
        return page(beginFlow.signIn(
                app(given.map(FlowBody::connection).orElse(null)),
                given.map(FlowBody::invitation).map(String::strip).filter(secret -> !secret.isEmpty())));
    }

    /** Begins to link an account to the calling user. */
    @POST
    @Path("link")
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public Response beginLink(@Nullable FlowBody body) {
        Caller caller = current.load();
        if (!caller.administrator()) {
            caller.require(Scope.TEAM_WRITE);
        }
        return page(beginFlow.link(app(body == null ? null : body.connection()), user(caller)));
    }

    /** Begins to install the App for the team that the caller acts for. */
    @POST
    @Path("install")
    @RolesAllowed(Roles.MAINTAINER)
    public Response beginInstallation(@Nullable FlowBody body) {
        Caller caller = current.load();
        SignInApp app = app(body == null ? null : body.connection());
        String slug = app.slug()
                .orElseThrow(() -> MillraceException.conflict(
                                "the name of the App in addresses (app.slug) is not stated in the connection '%s'"
                                        .formatted(app.connectionId()))
                        .withCode("slug_missing"));
        return page(beginFlow.install(app, slug, user(caller), caller.team()));
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
        Optional<String> granted = text(code);
        Optional<String> known =
                text(state).filter(given -> granted.isPresent() || text(error).isPresent());
        if (known.isEmpty()) {
            throw MillraceException.badRequest("the address must have a state, and a code or an error");
        }
        String browser = browser(headers).orElseThrow(SignInResource::stateInvalid);
        if (granted.isEmpty()) {
            if (!finishFlow.cancel(known.get(), browser)) {
                throw stateInvalid();
            }
            throw MillraceException.forbidden("at the forge, the App was not authorized: " + printable(error))
                    .withCode("authorization_denied");
        }
        String client = Optional.ofNullable(headers.getHeaderString(HttpHeaders.USER_AGENT))
                .orElse("");
        return finished(calling(() -> finishFlow.handle(known.get(), browser, granted.get(), caller(headers), client)));
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
        String known = text(state).orElseThrow(SignInResource::setupInvalid);
        String browser = browser(headers).orElseThrow(SignInResource::setupInvalid);
        return switch (calling(() -> finishSetup.handle(known, browser, installationId, caller(headers)))) {
            case SetupOutcome.Claimed(var outcome) -> {
                ClaimResponses.connected(outcome);
                yield start().header(HttpHeaders.SET_COOKIE, flowCookie.cleared())
                        .build();
            }
            case SetupOutcome.Authorize(Begun flow) -> redirect(flow);
            case SetupOutcome.StateInvalid invalid -> throw setupInvalid();
            case SetupOutcome.OtherUser other -> throw otherUser();
            case SetupOutcome.AppUnusable(String id) -> throw unusable(id);
        };
    }

    private Response finished(FinishOutcome outcome) {
        return switch (outcome) {
            case FinishOutcome.SignedIn(Sessions.Begun begun) ->
                start().header(HttpHeaders.SET_COOKIE, flowCookie.cleared())
                        .header(
                                HttpHeaders.SET_COOKIE,
                                sessionCookie.set(begun.secret(), Duration.between(clock.instant(), begun.expiresAt())))
                        .build();
            case FinishOutcome.Linked linked ->
                start().header(HttpHeaders.SET_COOKIE, flowCookie.cleared()).build();
            case FinishOutcome.Claimed(var claim) -> {
                ClaimResponses.connected(claim);
                yield start().header(HttpHeaders.SET_COOKIE, flowCookie.cleared())
                        .build();
            }
            case FinishOutcome.StateInvalid invalid -> throw stateInvalid();
            case FinishOutcome.CodeRejected(String reason) ->
                throw MillraceException.badRequest(
                                "the forge does not accept the code of this sign-in (%s); begin again"
                                        .formatted(printable(reason)))
                        .withCode("code_rejected");
            case FinishOutcome.AppUnusable(String id) -> throw unusable(id);
            case FinishOutcome.AccountUnknown(String instance, String login) ->
                throw MillraceException.forbidden(
                                "no user of this platform has the account '%s' of %s: ask a team for an invitation"
                                        .formatted(login, instance))
                        .withCode("account_unknown");
            case FinishOutcome.NoPerson(String login, String type) ->
                throw MillraceException.forbidden("'%s' is not the account of a person, but of the type %s"
                                .formatted(login, printable(type)))
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

    private Response redirect(Begun begun) {
        return Response.seeOther(begun.page())
                .header(HttpHeaders.SET_COOKIE, flowCookie.set(begun.browserSecret(), BeginFlow.LIFETIME))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Response page(Begun begun) {
        return Response.ok(new PageBody(begun.page().toString()))
                .header(HttpHeaders.SET_COOKIE, flowCookie.set(begun.browserSecret(), BeginFlow.LIFETIME))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Response.ResponseBuilder start() {
        return Response.seeOther(addresses.publicAddress().resolve("/")).header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private Optional<String> browser(HttpHeaders headers) {
        return Optional.ofNullable(headers.getCookies().get(flowCookie.name()))
                .flatMap(cookie -> text(cookie.getValue()));
    }

    /** The gateway has put a token in the place of the cookie of a session. */
    private Optional<Caller> caller(HttpHeaders headers) {
        return headers.getHeaderString(HttpHeaders.AUTHORIZATION) == null
                ? Optional.empty()
                : Optional.of(current.load());
    }

    private static UUID user(Caller caller) {
        return caller.user()
                .orElseThrow(() -> MillraceException.badRequest(
                                "the caller is no user, but a token of a team or of the platform")
                        .withCode("user_missing"));
    }

    private static Optional<String> text(@Nullable String given) {
        return Optional.ofNullable(given).filter(text -> !text.isBlank() && text.length() <= LONGEST_TEXT);
    }

    /** Text of the forge, or of another author of the address; it is shown to a person. */
    private static String printable(@Nullable String text) {
        String given = text == null ? "" : text;
        return given.substring(0, Math.min(given.length(), 200)).replaceAll("\\p{Cntrl}", " ");
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
