package dev.millrace.gateway.session;

import dev.millrace.gateway.route.SessionCookie;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/session}: sign-in and sign-out of a browser, and who is calling. */
@Path("/api/session")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SessionResource {

    private final Sessions sessions;
    private final SessionCookie cookie;
    private final CurrentCaller current;
    private final RefusedTokens refused;
    private final Clock clock;

    SessionResource(
            Sessions sessions, SessionCookie cookie, CurrentCaller current, RefusedTokens refused, Clock clock) {
        this.sessions = sessions;
        this.cookie = cookie;
        this.current = current;
        this.refused = refused;
        this.clock = clock;
    }

    /** Signs in: answers 201 with the cookie of the session, 401 if the token is not valid. */
    @POST
    @PermitAll
    public Response begin(
            @HeaderParam(HttpHeaders.USER_AGENT) @Nullable String client,
            @Context HttpServerRequest request,
            @Nullable SignInBody body) {
        if (body == null || body.token() == null) {
            throw MillraceException.badRequest("the body must be JSON with a token");
        }
        var begun = sessions.begin(body.token().strip(), client == null ? "" : client)
                .orElseThrow(() -> rejected(request));
        Duration lifetime = Duration.between(clock.instant(), begun.session().expiresAt());
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.SET_COOKIE, cookie.set(begun.secret(), lifetime))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(SessionBody.of(begun.session()))
                .build();
    }

    private MillraceException rejected(HttpServerRequest request) {
        refused.record(request.remoteAddress().hostAddress());
        return MillraceException.unauthorized("this is neither the administrator's token nor a valid access token")
                .withCode("token_rejected");
    }

    /** Who is calling, with a session or any token. */
    @GET
    @RolesAllowed(Roles.AUTHENTICATED)
    public CallerBody show() {
        return CallerBody.of(current.load());
    }

    /** Chooses the team that the session acts for. */
    @PUT
    @Path("team")
    @RolesAllowed(Roles.AUTHENTICATED)
    public Response chooseTeam(HttpHeaders headers, @Nullable ChosenTeamBody body) {
        if (body == null || body.team() == null) {
            throw MillraceException.badRequest("the body must be JSON with a team");
        }
        String secret = secret(headers)
                .orElseThrow(() ->
                        MillraceException.conflict("the request has no session").withCode("session_missing"));
        return switch (sessions.chooseTeam(secret, body.team())) {
            case CHANGED -> Response.noContent().build();
            case NO_MEMBER ->
                throw MillraceException.notFound("there is no team '%s'".formatted(body.team()))
                        .withCode("team_missing");
            case FIXED ->
                throw MillraceException.conflict(
                                "a session that was begun with a token acts for what the token acts for")
                        .withCode("team_fixed");
        };
    }

    /** Signs out. */
    @DELETE
    @RolesAllowed(Roles.AUTHENTICATED)
    public Response end(HttpHeaders headers) {
        secret(headers).ifPresent(secret -> sessions.end(current.load(), secret));
        return Response.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie.cleared())
                .build();
    }

    private Optional<String> secret(HttpHeaders headers) {
        return Optional.ofNullable(headers.getCookies().get(cookie.name())).map(Cookie::getValue);
    }
}
