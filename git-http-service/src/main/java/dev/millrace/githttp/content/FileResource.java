package dev.millrace.githttp.content;

import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.githttp.content.FileOutcome.Found;
import dev.millrace.githttp.content.FileOutcome.PathMissing;
import dev.millrace.githttp.content.FileOutcome.RefMissing;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A file's bytes at a commit of the repository that the token names. The error's {@code code} states what is missing: {@code
 * repository_missing}, {@code ref_missing} or {@code path_missing}, all 404.
 */
@Path("/api/v1/repos/file")
@RunOnVirtualThread
public class FileResource {

    private final GrantAccess access;
    private final ReadFile readFile;

    FileResource(GrantAccess access, ReadFile readFile) {
        this.access = access;
        this.readFile = readFile;
    }

    /**
     * The bytes.
     *
     * @param path from the root of the repository
     * @param ref a commit's id, a branch or a tag; the default branch if absent
     */
    @GET
    @RolesAllowed(Roles.GIT_READ)
    public Response read(
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known,
            @QueryParam("path") @DefaultValue("") String path,
            @QueryParam("ref") @DefaultValue("HEAD") String ref) {
        Granted granted = GrantAccess.filled(access.managed(Optional.empty()));
        if (path.isEmpty()) {
            throw MillraceException.badRequest("the query parameter 'path' is needed");
        }
        return switch (readFile.at(granted.repository(), ref.isEmpty() ? "HEAD" : ref, path)) {
            case Found found -> answer(found, known);
            case RefMissing(String missing) ->
                throw MillraceException.notFound("there is no commit, branch or tag '%s' in %s"
                                .formatted(missing, granted.repository().name()))
                        .withCode("ref_missing");
            case PathMissing(String missing, ObjectId commit) ->
                throw MillraceException.notFound("there is no file '%s' at commit %s of %s"
                                .formatted(
                                        missing,
                                        commit.name(),
                                        granted.repository().name()))
                        .withCode("path_missing");
        };
    }

    private static Response answer(Found found, @Nullable String known) {
        String tag = '"' + found.blob().name() + '"';
        if (tag.equals(known)) {
            found.close();
            return Response.notModified().header(HttpHeaders.ETAG, tag).build();
        }
        StreamingOutput bytes = answer -> {
            try (found) {
                found.content().copyTo(answer);
            }
        };
        return Response.ok(bytes, MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_LENGTH, found.content().getSize())
                .header(HttpHeaders.ETAG, tag)
                .header("X-Blob-Sha", found.blob().name())
                .header("X-Commit-Sha", found.commit().name())
                .build();
    }
}
