package dev.millrace.gateway.dashboard.integration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.dashboard.frame.Viewer;
import dev.millrace.gateway.dashboard.settings.SettingsTabs;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ui/settings/integrations}: "Let's integrate GitHub". An administrator creates the App, a maintainer installs it, and each person
 * links the own account; everyone sees what is connected.
 */
@Path("/ui/settings/integrations")
@RunOnVirtualThread
@RolesAllowed(Roles.VIEWER)
class IntegrationPageResource {

    private static final String PATH = SettingsTabs.INTEGRATIONS.path();

    private final Template integrations;
    private final Template register;
    private final PageResponses pages;
    private final Services services;
    private final SignInApps apps;
    private final UpstreamAddresses addresses;

    IntegrationPageResource(
            @Location("ui/settings/integrations") Template integrations,
            @Location("ui/settings/register-app") Template register,
            PageResponses pages,
            Services services,
            SignInApps apps,
            UpstreamAddresses addresses) {
        this.integrations = integrations;
        this.register = register;
        this.pages = pages;
        this.services = services;
        this.apps = apps;
        this.addresses = addresses;
    }

    @GET
    public Response show() {
        return page(200, "", Form.of(null));
    }

    /** Prepares the registration of an App: a page whose form goes to the forge. */
    @POST
    @Path("app")
    @RolesAllowed(Roles.ADMINISTRATOR)
    public Response registerApp(@Nullable String body) {
        Form form = Form.of(body);
        Map<String, Object> request = new HashMap<>();
        for (String field : List.of("instance", "apiUrl", "webUrl", "organization", "name")) {
            form.find(field).ifPresent(value -> request.put(field, value));
        }
        request.put("workflows", form.isOn("workflows"));
        Reply begun = services.post("/api/connections/manifest", request);
        if (!begun.isOk()) {
            return page(begun.status(), begun.problem().orElseThrow().text(), form);
        }
        URI action = URI.create(begun.json().path("action").asText());
        return pages.leaving(
                Section.SETTINGS,
                "Create the App",
                register.data("tabs", SettingsTabs.INTEGRATIONS.tabs(pages.viewer()))
                        .data("action", action)
                        .data("manifest", begun.json().path("manifest").asText()),
                List.of(origin(action)),
                PATH);
    }

    /** Sends the browser to the forge, where the App is installed and its repositories are chosen. */
    @POST
    @Path("install")
    @RolesAllowed(Roles.MAINTAINER)
    public Response install(@Nullable String body) {
        Form form = Form.of(body);
        Reply begun = services.post("/api/session/github/install", connection(form));
        return begun.isOk()
                ? pages.leave(begun, PATH + "?done=connected")
                : page(begun.status(), begun.problem().orElseThrow().text(), form);
    }

    /** Connects an installation that was made at the forge. */
    @POST
    @Path("claim")
    @RolesAllowed(Roles.MAINTAINER)
    public Response claim(@Nullable String body) {
        Form form = Form.of(body);
        Map<String, String> request = new HashMap<>(connection(form));
        request.put("installationId", form.text("installationId"));
        Reply claimed = services.post("/api/teams/" + pages.viewer().slug() + "/installations", request);
        return claimed.isOk()
                ? pages.back(PATH, Done.CONNECTED)
                : page(claimed.status(), claimed.problem().orElseThrow().text(), form);
    }

    /** Chooses which repositories of the installations are mirrored. */
    @POST
    @Path("mirroring")
    @RolesAllowed(Roles.MAINTAINER)
    public Response chooseMirroring(@Nullable String body) {
        Form form = Form.of(body);
        services.put("/api/teams/" + pages.viewer().slug() + "/mirroring", Map.of("mirroring", form.text("mirroring")))
                .require();
        return pages.back(PATH, Done.SAVED);
    }

    private Response page(int status, String error, Form form) {
        Viewer viewer = pages.viewer();
        List<SignInApp> known = apps.list().stream()
                .filter(app ->
                        app.team().filter(owner -> !owner.equals(viewer.slug())).isEmpty())
                .toList();
        JsonNode installations =
                services.get("/api/teams/" + viewer.slug() + "/installations").require();
        String mirroring = services.get("/api/teams/" + viewer.slug() + "/mirroring")
                .require()
                .path("mirroring")
                .asText();
        List<InstallationView> shown = new ArrayList<>();
        installations.forEach(each -> shown.add(InstallationView.of(each, webUrl(known, each))));
        boolean linked = viewer.isPerson()
                && !services.get("/api/user").json().path("identities").isEmpty();
        return pages.show(
                status,
                Section.SETTINGS,
                "Integrations",
                integrations
                        .data("tabs", SettingsTabs.INTEGRATIONS.tabs(viewer))
                        .data("failure", error)
                        .data("form", form)
                        .data("apps", known)
                        .data("installations", shown)
                        .data("linked", linked)
                        .data("mirroring", mirroring)
                        .data("curl", curl()));
    }

    private String curl() {
        return "curl %s -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d @event.json"
                .formatted(addresses.publicAddress().resolve("/events"));
    }

    private static Map<String, String> connection(Form form) {
        return form.find("connection").map(id -> Map.of("connection", id)).orElse(Map.of());
    }

    private static String webUrl(List<SignInApp> apps, JsonNode installation) {
        return apps.stream()
                .filter(app ->
                        app.instance().equals(installation.path("instance").asText()))
                .map(app -> app.host().webUrl().toString().replaceAll("/+$", ""))
                .findFirst()
                .orElse("");
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }
}
