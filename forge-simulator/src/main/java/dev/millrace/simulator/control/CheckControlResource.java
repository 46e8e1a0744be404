package dev.millrace.simulator.control;

import dev.millrace.simulator.checks.RequestChecks;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** {@code /_sim/repositories/<owner>/<name>}: what people do on the pages of checks. */
@Path("/_sim/repositories/{owner}/{name}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class CheckControlResource {

    record RerequestBody(Optional<String> user) {}

    record ButtonBody(String identifier, Optional<String> user) {}

    record SuiteBody(String sha, Optional<String> user) {}

    private final Actors actors;
    private final RequestChecks requests;

    CheckControlResource(Actors actors, RequestChecks requests) {
        this.actors = actors;
        this.requests = requests;
    }

    @POST
    @Path("/check-runs/{id}/rerequest")
    public void rerequest(
            @PathParam("owner") String owner,
            @PathParam("name") String name,
            @PathParam("id") long id,
            RerequestBody body) {
        requests.again(actors.repository(owner, name), actors.user(body.user()), id);
    }

    @POST
    @Path("/check-runs/{id}/actions")
    public void use(
            @PathParam("owner") String owner,
            @PathParam("name") String name,
            @PathParam("id") long id,
            ButtonBody body) {
        requests.use(actors.repository(owner, name), actors.user(body.user()), id, body.identifier());
    }

    @POST
    @Path("/check-suites/rerequest")
    public void rerequestSuite(@PathParam("owner") String owner, @PathParam("name") String name, SuiteBody body) {
        requests.allAgain(actors.repository(owner, name), actors.user(body.user()), body.sha());
    }
}
