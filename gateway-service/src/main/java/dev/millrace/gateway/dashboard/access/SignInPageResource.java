package dev.millrace.gateway.dashboard.access;

import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.route.ReturnPath;
import dev.millrace.gateway.route.SessionCookie;
import dev.millrace.gateway.session.RefusedTokens;
import dev.millrace.gateway.session.Sessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ui/sign-in}: what people can sign in with. Forges and providers are links to the API; a token is posted here. A request of a
 * page of another site does not arrive.
 */
@Path("/ui/sign-in")
@PermitAll
@RunOnVirtualThread
class SignInPageResource {

    private final PageResponses pages;
    private final Sessions sessions;
    private final RefusedTokens refused;
    private final SessionCookie cookie;
    private final Clock clock;

    SignInPageResource(
            PageResponses pages, Sessions sessions, RefusedTokens refused, SessionCookie cookie, Clock clock) {
        this.pages = pages;
        this.sessions = sessions;
        this.refused = refused;
        this.cookie = cookie;
        this.clock = clock;
    }

    /** The page. */
    @GET
    public Response show(@RestQuery @Nullable String next) {
        return pages.signIn(
                200, Optional.ofNullable(next).filter(LocalPath::isLocal).orElse("/"), "");
    }

    /** Begins a session with {@code token}, and sends the browser to {@code next}; shows the page again if the token is not valid. */
    @POST
    public Response signIn(
            @HeaderParam(HttpHeaders.USER_AGENT) @Nullable String client,
            @Context HttpServerRequest request,
            @Nullable String body) {
        Form form = Form.of(body);
        String next = form.path("next", "/");
        Optional<Sessions.Begun> begun = sessions.begin(form.text("token"), client == null ? "" : client);
        if (begun.isEmpty()) {
            refused.record(request.remoteAddress().hostAddress());
            return pages.signIn(
                    401,
                    next,
                    "This is neither a valid access token nor the administrator's token. It may have been revoked.");
        }
        Duration lifetime = Duration.between(clock.instant(), begun.get().expiresAt());
        return Response.seeOther(URI.create(next))
                .header(HttpHeaders.SET_COOKIE, cookie.set(begun.get().secret(), lifetime))
                .header(HttpHeaders.SET_COOKIE, ReturnPath.forget())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
