package dev.millrace.simulator.signin;

import dev.millrace.simulator.signin.AppManifests.Manifest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The pages that register an App from a manifest: one shows the name, the other one sends the person back with a code. */
@Path("/")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
class RegistrationResource {

    private final AppManifests manifests;

    RegistrationResource(AppManifests manifests) {
        this.manifests = manifests;
    }

    @POST
    @Path("/settings/apps/new")
    @Produces(MediaType.TEXT_HTML)
    public String own(@RestQuery @Nullable String state, MultivaluedMap<String, String> form) {
        return page("/settings/apps", state, form);
    }

    @POST
    @Path("/organizations/{org}/settings/apps/new")
    @Produces(MediaType.TEXT_HTML)
    public String ofOrganization(
            @PathParam("org") String org, @RestQuery @Nullable String state, MultivaluedMap<String, String> form) {
        return page("/settings/apps", state, form);
    }

    /** What the form of the page does. */
    @POST
    @Path("/settings/apps")
    public Response create(MultivaluedMap<String, String> form) {
        Manifest manifest =
                manifest(form).named(Optional.ofNullable(form.getFirst("name")).orElse(""));
        var target = UriBuilder.fromUri(manifest.redirectUrl()).queryParam("code", manifests.add(manifest));
        Optional.ofNullable(form.getFirst("state")).ifPresent(state -> target.queryParam("state", state));
        return Response.status(302).location(target.build()).build();
    }

    private static String page(String action, @Nullable String state, MultivaluedMap<String, String> form) {
        Manifest manifest = manifest(form);
        Map<String, String> hidden = new LinkedHashMap<>();
        hidden.put("manifest", String.valueOf(form.getFirst("manifest")));
        Optional.ofNullable(state).ifPresent(given -> hidden.put("state", given));
        return Html.form("Create GitHub App", action, hidden, "name", manifest.name(), "Create GitHub App");
    }

    private static Manifest manifest(MultivaluedMap<String, String> form) {
        return Manifest.read(Optional.ofNullable(form.getFirst("manifest")).orElse(""));
    }
}
