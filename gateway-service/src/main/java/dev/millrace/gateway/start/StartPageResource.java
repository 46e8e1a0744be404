package dev.millrace.gateway.start;

import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.gateway.start.ServiceClient.ServiceState;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The page at {@code /}: which services are running, and links. */
@Path("/")
@PermitAll
class StartPageResource {

    private final Template start;
    private final ServiceClient services;
    private final UpstreamAddresses addresses;

    StartPageResource(Template start, ServiceClient services, UpstreamAddresses addresses) {
        this.start = start;
        this.services = services;
        this.addresses = addresses;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @RunOnVirtualThread
    public TemplateInstance show() {
        List<ServiceState> states = services.states();
        return start.data("services", states)
                .data("allReady", states.stream().allMatch(ServiceState::isReady))
                .data("address", addresses.publicAddress());
    }
}
