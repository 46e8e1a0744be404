package dev.millrace.gateway.dashboard.operations;

import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** {@code /ui/operations}: the state of each instance of each service. */
@Path("/ui/operations")
@RolesAllowed(Roles.ADMINISTRATOR)
@RunOnVirtualThread
class ServicesPageResource {

    private final Template services;
    private final PageResponses pages;
    private final ServiceClient states;
    private final UpstreamAddresses addresses;

    ServicesPageResource(
            @Location("ui/operations/services") Template services,
            PageResponses pages,
            ServiceClient states,
            UpstreamAddresses addresses) {
        this.services = services;
        this.pages = pages;
        this.states = states;
        this.addresses = addresses;
    }

    @GET
    public Response show() {
        return pages.show(
                Section.OPERATIONS,
                "Operations",
                services.data("tabs", OperationsTab.SERVICES.tabs())
                        .data("instances", states.states())
                        .data("address", addresses.publicAddress()));
    }
}
