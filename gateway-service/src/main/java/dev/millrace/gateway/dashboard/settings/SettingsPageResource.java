package dev.millrace.gateway.dashboard.settings;

import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** {@code /ui/settings}: the first of its pages that the person may open. */
@Path("/ui/settings")
@RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
@RunOnVirtualThread
class SettingsPageResource {

    private final PageResponses pages;

    SettingsPageResource(PageResponses pages) {
        this.pages = pages;
    }

    @GET
    public Response first() {
        return pages.go(SettingsTabs.first(pages.viewer()).path());
    }
}
