package dev.millrace.gateway.join;

import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.oidc.OpenIdProviders;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code /join}: the page of an invitation, and its script. Both are the same for everyone, and contain nothing of the invitation. */
@Path("/join")
@PermitAll
@RunOnVirtualThread
class JoinPageResource {

    private final Template join;
    private final SignInApps apps;
    private final OpenIdProviders providers;
    private final PageResponses pages;
    private final String script = read();

    JoinPageResource(
            @Location("ui/join") Template join, SignInApps apps, OpenIdProviders providers, PageResponses pages) {
        this.join = join;
        this.pages = pages;
        this.apps = apps;
        this.providers = providers;
    }

    /** The page. */
    @GET
    public Response page() {
        return pages.bare("Join a team", join.data("choices", choices()));
    }

    /** Its script. */
    @GET
    @Path("join.js")
    public Response script() {
        return Response.ok(script, "text/javascript;charset=utf-8")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private List<SignInChoice> choices() {
        return Stream.concat(
                        apps.list().stream()
                                .map(app ->
                                        new SignInChoice(app.instance(), "/api/session/github", app.connectionId())),
                        providers.list().stream()
                                .map(provider -> new SignInChoice(
                                        provider.name(), "/api/session/oidc/providers/" + provider.id(), "")))
                .toList();
    }

    private static String read() {
        try (InputStream in = JoinPageResource.class.getResourceAsStream("/join/join.js")) {
            return new String(Objects.requireNonNull(in, "join.js").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("join.js", e);
        }
    }
}
