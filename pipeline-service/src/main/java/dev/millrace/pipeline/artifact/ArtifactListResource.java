package dev.millrace.pipeline.artifact;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.pipeline.build.BuildAccess;
import dev.millrace.pipeline.build.BuildRow;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** What the jobs of a build kept; scope {@code git:read} or {@code org:read}. */
@Path("/api/builds/{id}/artifacts")
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class ArtifactListResource {

    private final Database database;
    private final BuildAccess access;
    private final Artifacts artifacts;
    private final CurrentCaller currentCaller;

    ArtifactListResource(Database database, BuildAccess access, Artifacts artifacts, CurrentCaller currentCaller) {
        this.database = database;
        this.access = access;
        this.artifacts = artifacts;
        this.currentCaller = currentCaller;
    }

    /** All artifacts of a build: a job has 20 at most. 404 when the caller has no such build. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public ArtifactListBody list(@PathParam("id") UUID id) {
        Caller caller = currentCaller.load();
        return database.inTransaction(tx -> {
            BuildRow build = access.load(tx, caller, id);
            var jobs = build.pipeline().jobs();
            return new ArtifactListBody(artifacts.ofBuild(tx, id).stream()
                    .map(artifact ->
                            ArtifactBody.of(id, jobs.get(artifact.position()).name(), artifact))
                    .toList());
        });
    }
}
