package dev.millrace.gateway.dashboard.key;

import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /ui/settings/keys}: keys that sign tokens of the team, and keys whose signatures of commits and pushes count. */
@Path("/ui/settings/keys")
@RunOnVirtualThread
@RolesAllowed(Roles.VIEWER)
class KeyPageResource {

    private static final String PATH = SettingsTabs.KEYS.path();

    private final Template keys;
    private final PageResponses pages;
    private final Services services;

    KeyPageResource(@Location("ui/settings/keys") Template keys, PageResponses pages, Services services) {
        this.keys = keys;
        this.pages = pages;
        this.services = services;
    }

    @GET
    public Response show() {
        return page(200, "", Form.of(null));
    }

    /** Registers a key that signs tokens. */
    @POST
    @Path("tokens")
    @RolesAllowed(Roles.OWNER)
    public Response add(@Nullable String body) {
        return add("/keys", "publicKeyPem", Form.of(body));
    }

    /** Revokes the key {@code id}; the tokens that it has signed are rejected. */
    @POST
    @Path("tokens/revoke")
    @RolesAllowed(Roles.OWNER)
    public Response revoke(@Nullable String body) {
        return revoke("/keys/", Form.of(body));
    }

    /** Registers a key that signs commits and pushes. */
    @POST
    @Path("commits")
    @RolesAllowed(Roles.MAINTAINER)
    public Response addSigning(@Nullable String body) {
        return add("/signing-keys", "publicKey", Form.of(body));
    }

    /** Revokes the key {@code id}. */
    @POST
    @Path("commits/revoke")
    @RolesAllowed(Roles.MAINTAINER)
    public Response revokeSigning(@Nullable String body) {
        return revoke("/signing-keys/", Form.of(body));
    }

    private Response add(String collection, String field, Form form) {
        Map<String, String> request = new HashMap<>();
        request.put(field, form.text(field));
        form.find("name").ifPresent(name -> request.put("name", name));
        Reply added = services.post(team() + collection, request);
        return added.isOk()
                ? pages.back(PATH, Done.CREATED)
                : page(added.status(), added.problem().orElseThrow().text(), form);
    }

    private Response revoke(String collection, Form form) {
        services.delete(team() + collection + LocalPath.escaped(form.required("id")))
                .require();
        return pages.back(PATH, Done.REVOKED);
    }

    private Response page(int status, String failure, Form form) {
        return pages.show(
                status,
                Section.SETTINGS,
                "Keys",
                keys.data("tabs", SettingsTabs.KEYS.tabs(pages.viewer()))
                        .data("failure", failure)
                        .data("form", form)
                        .data(
                                "keys",
                                KeyView.active(services.get(team() + "/keys").require()))
                        .data(
                                "signingKeys",
                                KeyView.active(
                                        services.get(team() + "/signing-keys").require())));
    }

    private String team() {
        return "/api/teams/" + pages.viewer().slug();
    }
}
