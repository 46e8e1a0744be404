package dev.millrace.simulator.control;

import dev.millrace.simulator.deployments.Deploy;
import dev.millrace.simulator.hosting.Commits;
import dev.millrace.simulator.hosting.HostedRepository;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Deploys commits. */
@Path("/_sim/repositories/{owner}/{name}/deployments")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class DeploymentResource {

    /**
     * A deployment.
     *
     * @param sha         branch, tag or object id; the default branch if absent
     * @param environment {@code production} if absent
     * @param states      {@code in_progress, success} if absent
     */
    record DeploymentBody(
            Optional<String> sha, Optional<String> environment, Optional<List<String>> states, Optional<String> user) {}

    record DeployedBody(long id, String sha) {}

    private final Actors actors;
    private final Deploy deploy;

    DeploymentResource(Actors actors, Deploy deploy) {
        this.actors = actors;
        this.deploy = deploy;
    }

    @POST
    public DeployedBody deploy(@PathParam("owner") String owner, @PathParam("name") String name, DeploymentBody body) {
        HostedRepository repository = actors.repository(owner, name);
        return Actors.locked(repository, () -> {
            String ref = body.sha().orElse(repository.defaultBranch());
            ObjectId sha = Commits.load(repository, ref);
            Deploy.Plan plan = new Deploy.Plan(
                    sha,
                    ref,
                    body.environment().orElse("production"),
                    body.states().orElse(List.of("in_progress", "success")));
            return new DeployedBody(deploy.handle(repository, actors.user(body.user()), plan), sha.name());
        });
    }
}
