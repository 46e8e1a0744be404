package dev.millrace.githttp.content;

import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.githttp.api.ApiBody;
import dev.millrace.githttp.api.ApiCalls;
import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.githttp.api.Revision;
import dev.millrace.githttp.content.FileOutcome.Found;
import dev.millrace.githttp.content.FileOutcome.PathMissing;
import dev.millrace.githttp.content.FileOutcome.RefMissing;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a commit contains: files, their metadata, archives, searches and the origin of lines. The error's {@code code} states
 * what is missing: {@code repository_missing}, {@code ref_missing} or {@code path_missing}, all 404.
 *
 * <p>Both generations of routes have the same calls; older ones name the repository in the token only.
 */
@RunOnVirtualThread
public abstract class ContentResource {

    private static final String GZIP = "application/gzip";

    private final GrantAccess access;
    private final ReadFile readFile;
    private final ContentCalls calls;
    private final ApiBody bodies;

    ContentResource(GrantAccess access, ReadFile readFile, ContentCalls calls, ApiBody bodies) {
        this.access = access;
        this.readFile = readFile;
        this.calls = calls;
        this.bodies = bodies;
    }

    /** A file's bytes, all or a range: {@code path}, {@code ref} (the default branch if absent), {@code ephemeral}. */
    @GET
    @Path("file")
    @RolesAllowed(Roles.GIT_READ)
    public Response file(
            @PathParam("repo") @Nullable String repo, @Context RoutingContext request, @Context HttpHeaders headers) {
        return file(repo, ApiQuery.of(request), headers, false);
    }

    /** The headers of {@link #file}, without the bytes. */
    @HEAD
    @Path("file")
    @RolesAllowed(Roles.GIT_READ)
    public Response describeFile(
            @PathParam("repo") @Nullable String repo, @Context RoutingContext request, @Context HttpHeaders headers) {
        return file(repo, ApiQuery.of(request), headers, true);
    }

    private Response file(@Nullable String repo, ApiQuery query, HttpHeaders headers, boolean isHead) {
        Granted granted = GrantAccess.filled(access.managed(Optional.ofNullable(repo)));
        String path = query.required("path");
        return switch (readFile.at(
                granted.repository(),
                ApiCalls.namespace(query.flag("ephemeral")),
                query.text("ref").orElse("HEAD"),
                path)) {
            case Found found -> FileResponses.of(found, conditions(headers), headers.getHeaderString("Range"), isHead);
            case RefMissing(String missing) -> throw Revision.missing(granted.repository(), missing);
            case PathMissing(String missing, ObjectId commit) ->
                throw Revision.pathMissing(granted.repository(), missing, commit);
        };
    }

    private static Conditions conditions(HttpHeaders headers) {
        return new Conditions(
                headers.getHeaderString(HttpHeaders.IF_MATCH),
                headers.getHeaderString(HttpHeaders.IF_NONE_MATCH),
                headers.getHeaderString(HttpHeaders.IF_MODIFIED_SINCE),
                headers.getHeaderString(HttpHeaders.IF_UNMODIFIED_SINCE),
                headers.getHeaderString("If-Range"));
    }

    /**
     * Names of files: {@code ref}, {@code path}, {@code recursive} (true if absent), {@code ephemeral}; pages of {@code limit}
     * (1,000, at most 5,000) from {@code cursor}, and all of them if neither is given.
     */
    @GET
    @Path("files")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.GIT_READ)
    public FileListBody files(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.files(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** Files with size and the commit that changed them last, in pages of {@code limit} (200, at most 1,000). */
    @GET
    @Path("files/metadata")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.GIT_READ)
    public FileMetadataBody metadata(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.metadata(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** The commit of each line of a file: {@code path}, {@code ref}, {@code range} (up to 16), {@code ephemeral}. */
    @GET
    @Path("blame")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.GIT_READ)
    public BlamePageBody blame(@PathParam("repo") @Nullable String repo, @Context RoutingContext request) {
        return calls.blame(Optional.ofNullable(repo), ApiQuery.of(request));
    }

    /** Lines that match a pattern of RE2, in pages of files. */
    @POST
    @Path("grep")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.GIT_READ)
    public GrepPageBody grep(@PathParam("repo") @Nullable String repo, InputStream body) throws IOException {
        return calls.grep(Optional.ofNullable(repo), bodies.load(body, GrepBody.class));
    }

    /** The files of a commit as {@code tar.gz}, streamed; all of the default branch without a body. */
    @POST
    @Path("archive")
    @Produces(GZIP)
    @RolesAllowed(Roles.GIT_READ)
    public Response archive(@PathParam("repo") @Nullable String repo, InputStream body) throws IOException {
        ArchiveBody wanted = bodies.find(body, ArchiveBody.class).orElseGet(ArchiveBody::empty);
        ContentCalls.Archive archive = calls.archive(Optional.ofNullable(repo), wanted);
        StreamingOutput content = archive::to;
        return Response.ok(content, GZIP).build();
    }
}
