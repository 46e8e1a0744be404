package dev.millrace.simulator.faults;

import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** {@code /_sim/faults}: add faults, see which struck, and clear them. */
@Path("/_sim/faults")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class FaultResource {

    private final Faults faults;

    FaultResource(Faults faults) {
        this.faults = faults;
    }

    @GET
    public List<FaultBody> list() {
        return faults.list().stream().map(FaultBody::of).toList();
    }

    @POST
    public FaultBody add(FaultBody body) {
        Fault fault = body.toFault(faults.nextId());
        faults.add(fault);
        return faults.list().stream()
                .filter(armed -> armed.fault().id() == fault.id())
                .map(FaultBody::of)
                .findFirst()
                .orElseThrow(GitHubFailure::notFound);
    }

    @DELETE
    public void clear() {
        faults.clear();
    }

    @DELETE
    @Path("/{id}")
    public void remove(@PathParam("id") long id) {
        if (!faults.remove(id)) {
            throw GitHubFailure.notFound();
        }
    }
}
