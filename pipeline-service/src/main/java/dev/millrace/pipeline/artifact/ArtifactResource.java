package dev.millrace.pipeline.artifact;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.pipeline.build.BuildAccess;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobRow;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** What a job kept; scope {@code git:read} or {@code org:read}. */
@Path("/api/builds/{id}/jobs/{job}/artifacts/{name}")
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class ArtifactResource {

    private final Database database;
    private final Builds builds;
    private final BuildAccess access;
    private final ArtifactResponses responses;
    private final CurrentCaller currentCaller;

    ArtifactResource(
            Database database,
            Builds builds,
            BuildAccess access,
            ArtifactResponses responses,
            CurrentCaller currentCaller) {
        this.database = database;
        this.builds = builds;
        this.access = access;
        this.responses = responses;
        this.currentCaller = currentCaller;
    }

    /**
     * The archive of an artifact, tar compressed with gzip. {@code Range} requests a part. 404 when the caller has no such build, the
     * build no such job, or the job no such artifact; 410 when it has expired.
     */
    @GET
    public Response download(
            @PathParam("id") UUID id,
            @PathParam("job") String jobName,
            @PathParam("name") String name,
            @Context HttpHeaders headers,
            @Context RoutingContext context) {
        Caller caller = currentCaller.load();
        JobRow job = database.inTransaction(tx -> {
            access.load(tx, caller, id);
            return builds.jobs(tx, id).stream()
                    .filter(one -> one.name().equals(jobName))
                    .findFirst()
                    .orElseThrow(() -> MillraceException.notFound("build %s has no job '%s'".formatted(id, jobName))
                            .withCode("job_missing"));
        });
        return responses.respond(job, name, headers, context);
    }
}
