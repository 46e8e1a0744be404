package dev.millrace.gateway.dashboard.home;

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

/** {@code /ui/operations}: the state of each service, for administrators. */
@Path("/ui/operations")
@RolesAllowed(Roles.ADMINISTRATOR)
@RunOnVirtualThread
class OperationsPageResource {

    private final Template operations;
    private final PageResponses pages;
    private final ServiceClient states;
    private final UpstreamAddresses addresses;

    OperationsPageResource(
            @Location("ui/operations") Template operations,
            PageResponses pages,
            ServiceClient states,
            UpstreamAddresses addresses) {
        this.operations = operations;
        this.pages = pages;
        this.states = states;
        this.addresses = addresses;
    }

    @GET
    public Response show() {
        return pages.show(
                Section.OPERATIONS,
                "Operations",
                operations.data("services", states.states()).data("address", addresses.publicAddress()));
    }
}
