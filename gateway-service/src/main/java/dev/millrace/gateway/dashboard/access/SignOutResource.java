package dev.millrace.gateway.dashboard.access;

import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a session, and chooses the team that its pages show. */
@Path("/ui")
@RolesAllowed(Roles.AUTHENTICATED)
@RunOnVirtualThread
class SignOutResource {

    private final Services services;
    private final PageResponses pages;

    SignOutResource(Services services, PageResponses pages) {
        this.services = services;
        this.pages = pages;
    }

    /** Signs out, and shows the sign-in. */
    @POST
    @Path("sign-out")
    public Response signOut() {
        Reply ended = services.delete("/api/session");
        ended.require();
        var response = Response.seeOther(URI.create("/ui/sign-in")).header(HttpHeaders.CACHE_CONTROL, "no-store");
        ended.cookies().forEach(cookie -> response.header(HttpHeaders.SET_COOKIE, cookie));
        return response.build();
    }

    /** Shows {@code team}, beginning at the page {@code next}. */
    @POST
    @Path("team")
    public Response chooseTeam(@Nullable String body) {
        Form form = Form.of(body);
        services.put("/api/session/team", Map.of("team", form.text("team"))).require();
        return pages.go(form.path("next", "/"));
    }
}
