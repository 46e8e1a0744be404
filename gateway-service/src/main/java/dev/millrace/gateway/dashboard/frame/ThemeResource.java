package dev.millrace.gateway.dashboard.frame;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Keeps the choice of colours in a cookie. */
@Path("/ui/theme")
@PermitAll
class ThemeResource {

    /** Chooses {@code theme}, and sends the browser back to {@code next}. */
    @POST
    public Response choose(@Nullable String body) {
        Form form = Form.of(body);
        return Response.seeOther(URI.create(form.path("next", "/")))
                .header(HttpHeaders.SET_COOKIE, Theme.of(form.text("theme")).cookie())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
