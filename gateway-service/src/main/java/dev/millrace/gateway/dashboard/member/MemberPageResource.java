package dev.millrace.gateway.dashboard.member;

import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.dashboard.frame.Viewer;
import dev.millrace.gateway.dashboard.settings.SettingsTabs;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /ui/settings/members}: the members of the team, and the invitations that are open. */
@Path("/ui/settings/members")
@RunOnVirtualThread
@RolesAllowed(Roles.VIEWER)
class MemberPageResource {

    private static final String PATH = SettingsTabs.MEMBERS.path();

    private final Template members;
    private final PageResponses pages;
    private final Services services;

    MemberPageResource(@Location("ui/settings/members") Template members, PageResponses pages, Services services) {
        this.members = members;
        this.pages = pages;
        this.services = services;
    }

    @GET
    public Response show() {
        return page(200, "", "");
    }

    /** Creates an invitation for {@code role}, and shows its link, once. */
    @POST
    @Path("invitations")
    @RolesAllowed(Roles.MAINTAINER)
    public Response invite(@Nullable String body) {
        Reply invited = services.post(
                team() + "/invitations", Map.of("role", Form.of(body).text("role")));
        return invited.isOk()
                ? page(200, "", invited.json().path("link").asText())
                : page(invited.status(), invited.problem().orElseThrow().text(), "");
    }

    /** Revokes the invitation {@code id}. */
    @POST
    @Path("invitations/revoke")
    @RolesAllowed(Roles.MAINTAINER)
    public Response revokeInvitation(@Nullable String body) {
        services.delete(team() + "/invitations/"
                        + LocalPath.escaped(Form.of(body).required("id")))
                .require();
        return pages.back(PATH, Done.REMOVED);
    }

    /** Gives the member {@code user} the role {@code role}. */
    @POST
    @Path("role")
    @RolesAllowed(Roles.OWNER)
    public Response changeRole(@Nullable String body) {
        Form form = Form.of(body);
        Reply changed = services.put(
                team() + "/members/" + LocalPath.escaped(form.required("user")), Map.of("role", form.text("role")));
        return changed.isOk()
                ? pages.back(PATH, Done.SAVED)
                : page(changed.status(), changed.problem().orElseThrow().text(), "");
    }

    /** Ends the membership of {@code user}. */
    @POST
    @Path("remove")
    @RolesAllowed(Roles.OWNER)
    public Response remove(@Nullable String body) {
        Reply removed = services.delete(
                team() + "/members/" + LocalPath.escaped(Form.of(body).required("user")));
        return removed.isOk()
                ? pages.back(PATH, Done.REMOVED)
                : page(removed.status(), removed.problem().orElseThrow().text(), "");
    }

    private Response page(int status, String error, String link) {
        Viewer viewer = pages.viewer();
        String self = viewer.user().map(UUID::toString).orElse("");
        return pages.show(
                status,
                Section.SETTINGS,
                "Members",
                members.data("tabs", SettingsTabs.MEMBERS.tabs(viewer))
                        .data("failure", error)
                        .data("link", link)
                        .data("roles", roles(viewer))
                        .data(
                                "members",
                                MemberView.of(services.get(team() + "/people").require(), self))
                        .data(
                                "invitations",
                                viewer.isMaintainer()
                                        ? InvitationView.of(services.get(team() + "/invitations")
                                                .require())
                                        : List.of()));
    }

    private String team() {
        return "/api/teams/" + pages.viewer().slug();
    }

    /** Those that the person may give: up to the own one. */
    private static List<String> roles(Viewer viewer) {
        return Arrays.stream(Role.values())
                .filter(role -> viewer.role().filter(own -> own.includes(role)).isPresent())
                .map(Role::wireName)
                .toList();
    }
}
