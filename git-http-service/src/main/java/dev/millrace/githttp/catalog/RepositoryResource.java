package dev.millrace.githttp.catalog;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Repositories of a team over JSON, by the older routes; the token names the team and, usually, the repository. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RepositoryResource {

    private final RepositoryCalls calls;

    RepositoryResource(RepositoryCalls calls) {
        this.calls = calls;
    }

    /** Creates a repository: 201, 409 if the team has or had one of that name, 412 if the App cannot reach the upstream. */
    @POST
    @Path("repos")
    @ResponseStatus(201)
    public CreatedBody create(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("default_branch") @Nullable String branch,
            @Nullable String body) {
        return calls.create(authorization, body, branch);
    }

    /** The team's repositories, newest first. */
    @GET
    @Path("repos")
    public PageBody list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("20") int limit,
            @QueryParam("q") @DefaultValue("") String text) {
        return calls.list(authorization, cursor, limit, text);
    }

    /** The repository that the token names. */
    @GET
    @Path("repo")
    public RepositoryBody find(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        return calls.find(authorization, Optional.empty());
    }

    /** Deletes it: 409 if it was already deleted. */
    @DELETE
    @Path("repos/delete")
    public MessageBody delete(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        return calls.delete(authorization, Optional.empty());
    }

    /** Requests a sync, which runs later. */
    @POST
    @Path("repos/pull-upstream")
    @ResponseStatus(202)
    public MessageBody pull(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @Nullable String body) {
        return calls.pull(authorization, Optional.empty(), body);
    }

    /** Ends the connection to the upstream, if there is one. */
    @DELETE
    @Path("repos/base")
    public MessageBody detach(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        return calls.detach(authorization, Optional.empty());
    }
}
