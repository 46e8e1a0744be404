package dev.millrace.gateway.dashboard.design;

import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** {@code /ui/design}: every component, with the name by which templates use it. */
@Path("/ui/design")
@RolesAllowed(Roles.AUTHENTICATED)
@RunOnVirtualThread
class DesignPageResource {

    private static final String SERIES = """
            {"kind": "line", "unit": "per day", "labels": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
             "series": [{"name": "This week", "values": [3, 5, 4, 7, 6, 1, 2]},
                        {"name": "Last week", "values": [2, 4, 4, 5, 3, 1, 1]}]}""";

    private final Template design;
    private final PageResponses pages;

    DesignPageResource(@Location("ui/design") Template design, PageResponses pages) {
        this.design = design;
        this.pages = pages;
    }

    @GET
    public Response show() {
        return pages.show(Section.HOME, "Design", design.data("series", SERIES));
    }
}
