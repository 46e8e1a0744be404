package dev.millrace.githttp.history;

import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Commits and their differences. Both generations of routes have the same calls. */
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public abstract class HistoryResource {

    private final HistoryCalls calls;

    HistoryResource(HistoryCalls calls) {
        this.calls = calls;
    }

    /** Commits, newest first: {@code branch} or {@code ref}, {@code path}, {@code ephemeral}; {@code limit} (20, at most 100). */
    @GET
    @Path("commits")
    @RolesAllowed(Roles.GIT_READ)
    public CommitBody.Page commits(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.commits(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** One commit: {@code sha} or {@code ref}, any revision that git resolves. */
    @GET
    @Path("commit")
    @RolesAllowed(Roles.GIT_READ)
    public CommitBody.Single commit(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.commit(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** A commit compared with {@code baseSha} or {@code base_ref}, or with its first parent; {@code path} may repeat. */
    @GET
    @Path("diff")
    @RolesAllowed(Roles.GIT_READ)
    public DiffBody.OfCommit diff(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.diff(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** A branch compared with where it left {@code base}, the default branch if absent. */
    @GET
    @Path("branches/diff")
    @RolesAllowed(Roles.GIT_READ)
    public DiffBody.OfBranch branchDiff(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.branchDiff(Optional.ofNullable(repo), ApiQuery.of(request));
    }
}
