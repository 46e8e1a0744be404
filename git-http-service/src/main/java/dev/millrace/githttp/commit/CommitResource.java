package dev.millrace.githttp.commit;

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
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commits, merges and notes. Both generations of routes have the same calls. Errors of commits and notes contain an object
 * {@code result}.
 */
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public abstract class CommitResource {

    private final CommitCalls commits;
    private final MergeCalls merges;
    private final NoteCalls notes;
    private final CommitResponses responses;
    private final ApiBody bodies;

    CommitResource(CommitCalls commits, MergeCalls merges, NoteCalls notes, CommitResponses responses, ApiBody bodies) {
        this.commits = commits;
        this.merges = merges;
        this.notes = notes;
        this.responses = responses;
        this.bodies = bodies;
    }

    /** Commits files: lines of JSON, first {@code metadata}, then a {@code blob_chunk} for each part of each content. */
    @POST
    @Path("commit-pack")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response commitFiles(@PathParam("repo") @Nullable String repo, InputStream body) {
        return responses.committed(commits.files(Optional.ofNullable(repo), body));
    }

    /** Commits a patch: lines of JSON, first {@code metadata}, then a {@code diff_chunk} for each part of the patch. */
    @POST
    @Path("diff-commit")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response commitDiff(@PathParam("repo") @Nullable String repo, InputStream body) {
        return responses.committed(commits.diff(Optional.ofNullable(repo), body));
    }

    /** Commits the files of an older commit of the branch. */
    @POST
    @Path("restore-commit")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response restore(@PathParam("repo") @Nullable String repo, InputStream body) throws IOException {
        return responses.committed(commits.restore(Optional.ofNullable(repo), body));
    }

    /** Merges {@code source_branch} into {@code target_branch}: 409 with {@code conflict_paths} if they contradict. */
    @POST
    @Path("merge")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response merge(@PathParam("repo") @Nullable String repo, InputStream body) throws IOException {
        return responses.merged(merges.merge(Optional.ofNullable(repo), bodies.load(body, MergeBodies.Request.class)));
    }

    /** What a merge would do; it changes nothing. With {@code include_content}, the contents of conflicts. */
    @GET
    @Path("merge/preview")
    @RolesAllowed(Roles.GIT_READ)
    public MergeBodies.Preview preview(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return merges.preview(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** The note of {@code sha} in {@code ref}, {@code refs/notes/commits} if absent. */
    @GET
    @Path("notes")
    @RolesAllowed(Roles.GIT_READ)
    public NoteBodies.Read note(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return notes.read(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** Adds a note, 409 if there is one, or appends to it. */
    @POST
    @Path("notes")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response writeNote(@PathParam("repo") @Nullable String repo, InputStream body) throws IOException {
        return responses.note(notes.write(Optional.ofNullable(repo), bodies.load(body, NoteBodies.Request.class)), 201);
    }

    /** Deletes a note. */
    @DELETE
    @Path("notes")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response deleteNote(@PathParam("repo") @Nullable String repo, InputStream body) throws IOException {
        return responses.note(
                notes.delete(Optional.ofNullable(repo), bodies.load(body, NoteBodies.Request.class)), 200);
    }
}
