package dev.millrace.githttp.catalog;

import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A repository as the catalog has it, and changes of it, for its team and for the administrator. */
@Path("/api/repositories")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class RepositoryChangesResource {

    private final RepositoryCalls calls;
    private final RepositoryChanges changes;

    RepositoryChangesResource(RepositoryCalls calls, RepositoryChanges changes) {
        this.calls = calls;
        this.changes = changes;
    }

    /**
     * The repository, even while its first sync runs, with a token of the team ({@code repo:write}): 200, 404 if there is
     * none. Other services resolve a token or a name to a repository here.
     *
     * @param repo id, or the name as one segment
     */
    @GET
    @RolesAllowed(Roles.REPO_WRITE)
    @Path("{repo}")
    public RepositoryBody find(@PathParam("repo") String repo) {
        return calls.describe(repo);
    }

    /**
     * Changes the default branch, or whether the mirror is an archive, with a token of the team ({@code repo:write}) or the
     * administrator's: 200 with the repository, 400 for an invalid branch name, 403 if a policy of the token denies it, 404 if
     * there is no such repository or branch, 409 for the mirror of an installation, which follows its upstream.
     *
     * @param repo id, or for a token of the team also the name as one segment
     */
    @PATCH
    @PermitAll
    @Path("{repo}")
    public RepositoryBody change(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @PathParam("repo") String repo,
            @Nullable String body)
            throws IOException {
        return changes.apply(authorization, repo, body);
    }
}
