package dev.millrace.simulator.control;

import dev.millrace.simulator.requests.ReceivedRequest;
import dev.millrace.simulator.requests.ReceivedRequests;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** {@code /_sim/requests}: what the REST API was asked for, the oldest first, at most the newest 5,000 and 8 MiB of bodies. */
@Path("/_sim/requests")
@Produces(MediaType.APPLICATION_JSON)
class RequestObservationResource {

    private final ReceivedRequests requests;

    RequestObservationResource(ReceivedRequests requests) {
        this.requests = requests;
    }

    @GET
    public List<ReceivedRequest> requests() {
        return requests.list();
    }
}
