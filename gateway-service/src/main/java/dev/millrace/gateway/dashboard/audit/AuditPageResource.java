package dev.millrace.gateway.dashboard.audit;

import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.gateway.dashboard.frame.Viewer;
import dev.millrace.gateway.dashboard.settings.SettingsTabs;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /ui/settings/audit}: the audit log of the team, and of the whole platform for administrators. */
@Path("/ui/settings/audit")
@RunOnVirtualThread
@RolesAllowed({Roles.OWNER, Roles.ADMINISTRATOR})
class AuditPageResource {

    private static final String PATH = SettingsTabs.AUDIT.path();
    private static final int PAGE = 50;

    private final Template audit;
    private final PageResponses pages;
    private final Services services;

    AuditPageResource(@Location("ui/settings/audit") Template audit, PageResponses pages, Services services) {
        this.audit = audit;
        this.pages = pages;
        this.services = services;
    }

    /** @param before id of the last entry of the page before */
    @GET
    public Response show(@RestQuery @Nullable Long before) {
        Viewer viewer = pages.viewer();
        String api = viewer.isAdministrator() ? "/api/audit" : "/api/teams/" + viewer.slug() + "/audit";
        List<EntryView> entries =
                EntryView.of(services.get(api + "?limit=" + PAGE + (before == null ? "" : "&before=" + before))
                        .require());
        return pages.show(
                Section.SETTINGS,
                "Audit log",
                audit.data("tabs", SettingsTabs.AUDIT.tabs(viewer))
                        .data("entries", entries)
                        .data("newest", before == null ? "" : PATH)
                        .data(
                                "older",
                                entries.size() < PAGE
                                        ? ""
                                        : PATH + "?before=" + entries.getLast().id()));
    }
}
