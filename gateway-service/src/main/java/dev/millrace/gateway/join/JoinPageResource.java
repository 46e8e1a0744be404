package dev.millrace.gateway.join;

import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.gateway.oidc.OpenIdProviders;
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

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Template join;
    private final SignInApps apps;
    private final OpenIdProviders providers;
    private final String script = read();

    JoinPageResource(Template join, SignInApps apps, OpenIdProviders providers) {
        this.join = join;
        this.apps = apps;
        this.providers = providers;
    }

    /** The page. */
    @GET
    public Response page() {
        return response(
                "text/html;charset=utf-8", join.data("choices", choices()).render());
    }

    /** Its script. */
    @GET
    @Path("join.js")
    public Response script() {
        return response("text/javascript;charset=utf-8", script);
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

    private static Response response(String type, String content) {
        return Response.ok(content, type)
                .header("Content-Security-Policy", POLICY)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static String read() {
        try (InputStream in = JoinPageResource.class.getResourceAsStream("/join/join.js")) {
            return new String(Objects.requireNonNull(in, "join.js").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("join.js", e);
        }
    }
}
