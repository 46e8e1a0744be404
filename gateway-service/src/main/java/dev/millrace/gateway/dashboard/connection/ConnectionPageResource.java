package dev.millrace.gateway.dashboard.connection;

import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.JsonFields;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /ui/settings/connections}: the forges that are connected, and their secrets, for administrators. */
@Path("/ui/settings/connections")
@RunOnVirtualThread
@RolesAllowed(Roles.ADMINISTRATOR)
class ConnectionPageResource {

    private static final String PATH = SettingsTabs.CONNECTIONS.path();
    private static final String API = "/api/connections";
    /** Those that send webhooks without an App; a GitHub is connected with its App, under Integrations. */
    private static final List<String> FORGES =
            List.of("gitlab", "gitea", "forgejo", "codeberg", "bitbucket", "bitbucket-data-center", "sourcehut");

    private final Template connections;
    private final Template connection;
    private final PageResponses pages;
    private final Services services;
    private final String platform;

    ConnectionPageResource(
            @Location("ui/settings/connections") Template connections,
            @Location("ui/settings/connection") Template connection,
            PageResponses pages,
            Services services,
            UpstreamAddresses addresses) {
        this.connections = connections;
        this.connection = connection;
        this.pages = pages;
        this.services = services;
        this.platform = addresses.publicAddress().toString().replaceAll("/+$", "");
    }

    @GET
    public Response list() {
        return list(200, "", Form.of(null));
    }

    /** Connects a forge, and shows the secret for its webhooks, once. */
    @POST
    public Response create(@Nullable String body) {
        Form form = Form.of(body);
        Map<String, Object> request = new HashMap<>();
        for (String field : List.of("forge", "instance", "name", "team", "webhookSecret")) {
            form.find(field).ifPresent(value -> request.put(field, value));
        }
        Reply created = services.post(API, request);
        return created.isOk()
                ? page(JsonFields.text(created.json(), "id"), 200, "", ConnectionView.generated(created.json()))
                : list(created.status(), created.problem().orElseThrow().text(), form);
    }

    @GET
    @Path("{id}")
    public Response show(@RestPath String id) {
        return page(id, 200, "", "");
    }

    /** Adds a secret, which is accepted at once; a webhook secret without a value is generated, and shown once. */
    @POST
    @Path("{id}/secrets")
    public Response addSecret(@RestPath String id, @Nullable String body) {
        Form form = Form.of(body);
        Map<String, Object> request = new HashMap<>();
        request.put("purpose", form.text("purpose"));
        form.find("value").ifPresent(value -> request.put("value", value));
        Reply added = services.post(api(id) + "/secrets", request);
        return added.isOk()
                ? page(id, 200, "", JsonFields.text(added.json(), "value"))
                : page(id, added.status(), added.problem().orElseThrow().text(), "");
    }

    /** Removes the secret {@code secret}; what is signed with it is rejected from then on. */
    @POST
    @Path("{id}/secrets/remove")
    public Response removeSecret(@RestPath String id, @Nullable String body) {
        Reply removed = services.delete(
                api(id) + "/secrets/" + LocalPath.escaped(Form.of(body).required("secret")));
        return removed.isOk()
                ? pages.back(PATH + "/" + LocalPath.escaped(id), Done.REMOVED)
                : page(id, removed.status(), removed.problem().orElseThrow().text(), "");
    }

    /** Begins to replace the webhook secret of an App at the forge, without losing a delivery. */
    @POST
    @Path("{id}/rotation")
    public Response rotate(@RestPath String id) {
        Reply begun = services.post(api(id) + "/rotation", Map.of());
        return begun.isOk()
                ? pages.back(PATH + "/" + LocalPath.escaped(id), Done.REQUESTED)
                : page(id, begun.status(), begun.problem().orElseThrow().text(), "");
    }

    /** Removes the connection. */
    @POST
    @Path("{id}/remove")
    public Response remove(@RestPath String id) {
        Reply removed = services.delete(api(id));
        return removed.isOk()
                ? pages.back(PATH, Done.REMOVED)
                : page(id, removed.status(), removed.problem().orElseThrow().text(), "");
    }

    private Response list(int status, String error, Form form) {
        List<ConnectionView> views = new ArrayList<>();
        services.get(API).require().forEach(each -> views.add(ConnectionView.of(each, platform)));
        return pages.show(
                status,
                Section.SETTINGS,
                "Forges",
                connections
                        .data("tabs", SettingsTabs.CONNECTIONS.tabs(pages.viewer()))
                        .data("failure", error)
                        .data("form", form)
                        .data("forges", FORGES)
                        .data("connections", views));
    }

    private Response page(String id, int status, String error, String secret) {
        Reply rotation = services.get(api(id) + "/rotation");
        return pages.show(
                status,
                Section.SETTINGS,
                "Forge",
                connection
                        .data("tabs", SettingsTabs.CONNECTIONS.tabs(pages.viewer()))
                        .data("failure", error)
                        .data("secret", secret)
                        .data("rotating", rotation.isOk())
                        .data("rotationState", JsonFields.text(rotation.json(), "state"))
                        .data("rotationProblem", JsonFields.text(rotation.json(), "problem"))
                        .data("retireAt", JsonFields.instant(rotation.json(), "retireAt"))
                        .data(
                                "connection",
                                ConnectionView.of(services.get(api(id)).require(), platform)));
    }

    private static String api(String id) {
        return API + "/" + LocalPath.escaped(id);
    }
}
