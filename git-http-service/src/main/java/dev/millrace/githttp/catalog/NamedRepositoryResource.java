package dev.millrace.githttp.catalog;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Repositories of a team over JSON, by the newer routes: the path names the repository too, by name or id, as one segment
 * ({@code team%2Fproject}), and the token must be for the same one.
 */
@Path("/api/repos")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class NamedRepositoryResource {

    private final RepositoryCalls calls;

    NamedRepositoryResource(RepositoryCalls calls) {
        this.calls = calls;
    }

    /** Creates a repository: 201, 409 if the team has or had one of that name, 412 if the App cannot reach the upstream. */
    @POST
    @ResponseStatus(201)
    public CreatedBody create(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("default_branch") @Nullable String branch,
            @Nullable String body) {
        return calls.create(authorization, body, branch);
    }

    /** The team's repositories, newest first. */
    @GET
    public PageBody list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("20") int limit,
            @QueryParam("q") @DefaultValue("") String text) {
        return calls.list(authorization, cursor, limit, text);
    }

    @GET
    @Path("{repo}")
    public RepositoryBody find(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @PathParam("repo") String repo) {
        return calls.find(authorization, Optional.of(repo));
    }

    /** Deletes it: 409 if it was already deleted. */
    @DELETE
    @Path("{repo}")
    public MessageBody delete(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @PathParam("repo") String repo) {
        return calls.delete(authorization, Optional.of(repo));
    }

    /** Requests a sync, which runs later. */
    @POST
    @Path("{repo}/pull-upstream")
    @ResponseStatus(202)
    public MessageBody pull(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @PathParam("repo") String repo,
            @Nullable String body) {
        return calls.pull(authorization, Optional.of(repo), body);
    }

    /** Ends the connection to the upstream, if there is one. */
    @DELETE
    @Path("{repo}/base")
    public MessageBody detach(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @PathParam("repo") String repo) {
        return calls.detach(authorization, Optional.of(repo));
    }
}
