package dev.millrace.githttp.refs;

import dev.millrace.githttp.api.ApiBody;
import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Branches, tags and refs of notes. Both generations of routes have the same calls. */
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public abstract class RefResource {

    private final RefCalls calls;
    private final ApiBody bodies;

    RefResource(RefCalls calls, ApiBody bodies) {
        this.calls = calls;
        this.bodies = bodies;
    }

    /** Branches by name, in pages of {@code limit} (20, at most 100); {@code ephemeral} for those of that namespace. */
    @GET
    @Path("branches")
    @RolesAllowed(Roles.GIT_READ)
    public RefBodies.Branches branches(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.branches(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** The branch {@code name}. */
    @GET
    @Path("branch")
    @RolesAllowed(Roles.GIT_READ)
    public RefBodies.Branch branch(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.branch(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** Creates a branch: 409 if it exists. With {@code base_is_ephemeral} it makes an ephemeral branch permanent. */
    @POST
    @Path("branches/create")
    @RolesAllowed(Roles.GIT_WRITE)
    @ResponseStatus(201)
    public RefBodies.CreatedBranch createBranch(@PathParam("repo") @Nullable String repo, InputStream body)
            throws IOException {
        return calls.createBranch(Optional.ofNullable(repo), bodies.load(body, RefBodies.NewBranch.class));
    }

    /** Deletes a branch: 403 for the default branch. */
    @DELETE
    @Path("branches")
    @RolesAllowed(Roles.GIT_WRITE)
    public RefBodies.DeletedBranch deleteBranch(@PathParam("repo") @Nullable String repo, InputStream body)
            throws IOException {
        return calls.deleteBranch(Optional.ofNullable(repo), bodies.load(body, RefBodies.GoneBranch.class));
    }

    /** Tags by name, in pages of {@code limit} (20, at most 100). */
    @GET
    @Path("tags")
    @RolesAllowed(Roles.GIT_READ)
    public RefBodies.Tags tags(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.tags(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** The tag {@code name}. */
    @GET
    @Path("tag")
    @RolesAllowed(Roles.GIT_READ)
    public RefBodies.Tag tag(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.tag(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** Creates a lightweight tag: 409 if it exists. */
    @POST
    @Path("tags")
    @RolesAllowed(Roles.GIT_WRITE)
    @ResponseStatus(201)
    public RefBodies.CreatedTag createTag(@PathParam("repo") @Nullable String repo, InputStream body)
            throws IOException {
        return calls.createTag(Optional.ofNullable(repo), bodies.load(body, RefBodies.NewTag.class));
    }

    /** Deletes the tag that the body names. */
    @DELETE
    @Path("tags")
    @RolesAllowed(Roles.GIT_WRITE)
    public RefBodies.DeletedTag deleteTag(@PathParam("repo") @Nullable String repo, InputStream body)
            throws IOException {
        return calls.deleteTag(
                Optional.ofNullable(repo),
                bodies.load(body, RefBodies.GoneTag.class).name());
    }

    /** Deletes the tag that the path names. */
    @DELETE
    @Path("tags/{name}")
    @RolesAllowed(Roles.GIT_WRITE)
    public RefBodies.DeletedTag deleteNamedTag(
            @PathParam("repo") @Nullable String repo, @PathParam("name") String name) {
        return calls.deleteTag(Optional.ofNullable(repo), name);
    }

    /** Refs below {@code refs/notes/}, or below {@code prefix} there. */
    @GET
    @Path("notes/refs")
    @RolesAllowed(Roles.GIT_READ)
    public RefBodies.NotesRefs notesRefs(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.notesRefs(Optional.ofNullable(repo), ApiQuery.of(request));
    }
}
