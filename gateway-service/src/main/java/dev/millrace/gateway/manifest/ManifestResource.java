package dev.millrace.gateway.manifest;

import dev.millrace.forge.ForgeFailure;
import dev.millrace.gateway.connection.ForgeProblems;
import dev.millrace.gateway.route.ReturnPath;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /api/connections/manifest}: registers an App at a GitHub and connects it, for the administrator. */
@Path("/api/connections/manifest")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ManifestResource {

    private static final int LONGEST_TEXT = 512;
    /** As for all pages, but the form may be posted to the forge. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action %s;"
            + " base-uri 'none'; frame-ancestors 'none'";

    private final RegisterApp registerApp;
    private final UpstreamAddresses addresses;
    private final Template manifest;
    private final CurrentCaller current;
    private final Clock clock;

    ManifestResource(
            RegisterApp registerApp,
            UpstreamAddresses addresses,
            Template manifest,
            CurrentCaller current,
            Clock clock) {
        this.registerApp = registerApp;
        this.addresses = addresses;
        this.manifest = manifest;
        this.current = current;
        this.clock = clock;
    }

    /** What a form must post from the administrator's browser. */
    @POST
    @RolesAllowed(Roles.ADMINISTRATOR)
    public Response begin(@Nullable ManifestBody body) {
        ManifestBody given = body == null ? new ManifestBody(null, null, null, null, null, null, null, null) : body;
        return Response.ok(form(given))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** The page with that form. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    @RolesAllowed(Roles.ADMINISTRATOR)
    public Response page(
            @RestQuery @Nullable String instance,
            @RestQuery @Nullable String apiUrl,
            @RestQuery @Nullable String webUrl,
            @RestQuery @Nullable String organization,
            @RestQuery @Nullable String name,
            @RestQuery @Nullable String team,
            @RestQuery("public") @Nullable Boolean isPublic,
            @RestQuery @Nullable Boolean workflows) {
        FormBody form = form(new ManifestBody(instance, apiUrl, webUrl, organization, name, team, isPublic, workflows));
        URI action = URI.create(form.action());
        return Response.ok(manifest.data("form", form)
                        .data("host", action.getHost())
                        .render())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Content-Security-Policy", POLICY.formatted(origin(action)))
                .build();
    }

    /**
     * Where the forge sends the browser after the App was registered: connects it, and continues at the page of ours where that began,
     * or else where the App is installed.
     */
    @GET
    @Path("callback")
    @PermitAll
    public Response callback(
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String code,
            @CookieParam(ReturnPath.COOKIE) @Nullable String page) {
        if (state == null
                || code == null
                || state.isBlank()
                || code.isBlank()
                || state.length() > LONGEST_TEXT
                || code.length() > LONGEST_TEXT) {
            throw MillraceException.badRequest("the address must have a state and a code");
        }
        return switch (finish(state, code)) {
            case RegisterOutcome.Connected(String connectionId, URI installPage) ->
                Response.seeOther(ReturnPath.of(page)
                                .map(addresses.publicAddress()::resolve)
                                .orElse(installPage))
                        .header("X-Millrace-Connection", connectionId)
                        .header(HttpHeaders.SET_COOKIE, ReturnPath.forget())
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build();
            case RegisterOutcome.StateInvalid invalid ->
                throw MillraceException.badRequest(
                                "no administrator has begun this registration, it was ended before, or it took longer than an hour; begin again")
                        .withCode("state_invalid");
            case RegisterOutcome.CodeRejected(String reason) ->
                throw MillraceException.badRequest(
                                "the forge does not accept the code (%s); it accepts one once and for an hour. If the App was registered, connect it with POST /api/connections; otherwise begin again"
                                        .formatted(reason))
                        .withCode("code_rejected");
        };
    }

    private RegisterOutcome finish(String state, String code) {
        try {
            return registerApp.finish(state, code);
        } catch (ForgeFailure failure) {
            throw ForgeProblems.of(failure, clock);
        }
    }

    private FormBody form(ManifestBody body) {
        ManifestRequest request;
        try {
            request = ReadManifestRequest.read(addresses.publicAddress(), body);
        } catch (IllegalArgumentException e) {
            throw MillraceException.badRequest(String.valueOf(e.getMessage())).withCode("connection_invalid");
        }
        return registerApp
                .begin(current.load(), request)
                .orElseThrow(() -> MillraceException.notFound(
                                "there is no team '%s'".formatted(request.team().orElse("")))
                        .withCode("team_missing"));
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }
}
