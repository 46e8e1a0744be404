package dev.millrace.gateway.signin;

import dev.millrace.gateway.route.FlowCookie;
import dev.millrace.gateway.route.SessionCookie;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.gateway.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The responses that begin and end flows, with their cookies. */
@ApplicationScoped
class FlowResponses {

    private final FlowCookie flowCookie;
    private final SessionCookie sessionCookie;
    private final UpstreamAddresses addresses;
    private final Clock clock;

    FlowResponses(FlowCookie flowCookie, SessionCookie sessionCookie, UpstreamAddresses addresses, Clock clock) {
        this.flowCookie = flowCookie;
        this.sessionCookie = sessionCookie;
        this.addresses = addresses;
        this.clock = clock;
    }

    /** Sends the browser to the page. */
    Response redirect(Begun begun, HttpHeaders request) {
        return begun(Response.seeOther(begun.page()), begun, request);
    }

    /** Names the page, for a page of ours that sends the browser there by itself. */
    Response page(Begun begun, HttpHeaders request) {
        return begun(Response.ok(new PageBody(begun.page().toString())), begun, request);
    }

    /** Sends the browser to the start page, after the flow. */
    Response ended(String state) {
        return start(state).build();
    }

    /** As {@link #ended}, with a session. */
    Response signedIn(String state, Sessions.Begun session) {
        return start(state)
                .header(
                        HttpHeaders.SET_COOKIE,
                        sessionCookie.set(session.secret(), Duration.between(clock.instant(), session.expiresAt())))
                .build();
    }

    /** The secret of the flow with this state in the cookie of the browser. */
    Optional<String> browser(HttpHeaders request, String state) {
        return Optional.ofNullable(request.getCookies().get(flowCookie.name(state)))
                .flatMap(cookie -> Returned.text(cookie.getValue()));
    }

    private Response begun(Response.ResponseBuilder response, Begun begun, HttpHeaders request) {
        flowCookie
                .surplus(request.getCookies().keySet())
                .forEach(removed -> response.header(HttpHeaders.SET_COOKIE, removed));
        FlowSecrets secrets = begun.secrets();
        return response.header(
                        HttpHeaders.SET_COOKIE, flowCookie.set(secrets.state(), secrets.browser(), Flows.LIFETIME))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Response.ResponseBuilder start(String state) {
        return Response.seeOther(addresses.publicAddress().resolve("/"))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.SET_COOKIE, flowCookie.cleared(state));
    }
}
