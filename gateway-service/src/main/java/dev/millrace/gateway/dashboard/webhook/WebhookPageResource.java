package dev.millrace.gateway.dashboard.webhook;

import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.JsonFields;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.dashboard.settings.SettingsTabs;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /ui/settings/webhooks}: outgoing webhooks, each with its deliveries. */
@Path("/ui/settings/webhooks")
@RunOnVirtualThread
@RolesAllowed(Roles.MAINTAINER)
class WebhookPageResource {

    private static final String PATH = SettingsTabs.WEBHOOKS.path();
    private static final String API = "/api/v1/webhooks";
    private static final List<String> EVENTS =
            List.of("push", "repo.sync.started", "repo.sync.succeeded", "repo.sync.failed");

    private final Template webhooks;
    private final Template webhook;
    private final PageResponses pages;
    private final Services services;

    WebhookPageResource(
            @Location("ui/settings/webhooks") Template webhooks,
            @Location("ui/settings/webhook") Template webhook,
            PageResponses pages,
            Services services) {
        this.webhooks = webhooks;
        this.webhook = webhook;
        this.pages = pages;
        this.services = services;
    }

    @GET
    public Response list() {
        return list(200, "", Form.of("events=push"));
    }

    /** Creates a webhook, and shows its secret, once. */
    @POST
    public Response create(@Nullable String body) {
        Form form = Form.of(body);
        Map<String, Object> request = new HashMap<>();
        request.put("url", form.text("url"));
        form.find("repository").ifPresent(name -> request.put("repository", name));
        form.find("secret").ifPresent(secret -> request.put("secret", secret));
        if (form.text("format").equals("cdevents")) {
            request.put("format", "cdevents");
        } else {
            request.put("events", form.all("events"));
        }
        Reply created = services.post(API, request);
        if (!created.isOk()) {
            return list(created.status(), created.problem().orElseThrow().text(), form);
        }
        return page(JsonFields.text(created.json(), "id"), JsonFields.text(created.json(), "secret"), Optional.empty());
    }

    /** A webhook with a page of its deliveries. */
    @GET
    @Path("{id}")
    public Response show(@RestPath UUID id, @RestQuery @Nullable String cursor) {
        return page(id.toString(), "", Optional.ofNullable(cursor));
    }

    /** Sends a {@code ping}. */
    @POST
    @Path("{id}/test")
    public Response test(@RestPath UUID id) {
        return act(id, "/test");
    }

    /** Sends the delivery {@code delivery} again. */
    @POST
    @Path("{id}/redeliver")
    public Response redeliver(@RestPath UUID id, @Nullable String body) {
        return act(id, "/deliveries/" + LocalPath.escaped(Form.of(body).required("delivery")) + "/redeliver");
    }

    /** Pauses it, or ends the pause if {@code enabled} is sent. */
    @POST
    @Path("{id}/enabled")
    public Response enable(@RestPath UUID id, @Nullable String body) {
        services.post(API + "/" + id + (Form.of(body).isOn("enabled") ? "/enable" : "/disable"), Map.of())
                .require();
        return pages.back(PATH + "/" + id, Done.SAVED);
    }

    /** Replaces the secret, and shows the new one, once. */
    @POST
    @Path("{id}/secret")
    public Response rotate(@RestPath UUID id) {
        String secret = JsonFields.text(
                services.post(API + "/" + id + "/rotate-secret", Map.of()).require(), "secret");
        return page(id.toString(), secret, Optional.empty());
    }

    /** Deletes it with its deliveries. */
    @POST
    @Path("{id}/remove")
    public Response remove(@RestPath UUID id) {
        services.delete(API + "/" + id).require();
        return pages.back(PATH, Done.REMOVED);
    }

    private Response act(UUID id, String path) {
        services.post(API + "/" + id + path, Map.of()).require();
        return pages.back(PATH + "/" + id, Done.SENT);
    }

    private Response list(int status, String error, Form form) {
        Reply found = services.get(API + "?limit=100");
        return pages.show(
                status,
                Section.SETTINGS,
                "Webhooks",
                webhooks.data("tabs", SettingsTabs.WEBHOOKS.tabs(pages.viewer()))
                        .data("failure", error)
                        .data("form", form)
                        .data("events", EVENTS)
                        .data("chosen", form.all("events"))
                        .data("problem", found.problem())
                        .data("webhooks", WebhookView.all(found.json())));
    }

    private Response page(String id, String secret, Optional<String> cursor) {
        WebhookView view = WebhookView.of(services.get(API + "/" + id).require());
        Reply deliveries = services.get(API + "/" + id + "/deliveries?limit=20"
                + cursor.map(at -> "&cursor=" + LocalPath.escaped(at)).orElse(""));
        String next = JsonFields.find(deliveries.require(), "next_cursor")
                .map(at -> PATH + "/" + id + "?cursor=" + LocalPath.escaped(at))
                .orElse("");
        return pages.show(
                Section.SETTINGS,
                "Webhook",
                webhook.data("tabs", SettingsTabs.WEBHOOKS.tabs(pages.viewer()))
                        .data("webhook", view)
                        .data("secret", secret)
                        .data("deliveries", DeliveryView.all(deliveries.json()))
                        .data("first", cursor.map(at -> PATH + "/" + id).orElse(""))
                        .data("next", next));
    }
}
