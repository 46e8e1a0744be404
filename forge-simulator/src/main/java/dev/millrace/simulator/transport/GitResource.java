package dev.millrace.simulator.transport;

import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** {@code /<owner>/<name>.git}: the three calls of Git's smart HTTP protocol. The dumb protocol is refused, as at GitHub. */
@Path("/{owner}/{directory: [^/]+\\.git}")
class GitResource {

    private static final String UPLOAD_PACK = "git-upload-pack";
    private static final String RECEIVE_PACK = "git-receive-pack";

    private final OpenRepository open;
    private final ServeGit git;

    GitResource(OpenRepository open, ServeGit git) {
        this.open = open;
        this.git = git;
    }

    @GET
    @Path("/info/refs")
    public Response advertise(
            @PathParam("owner") String owner,
            @PathParam("directory") String directory,
            @QueryParam("service") @Nullable String service,
            @HeaderParam("Git-Protocol") @Nullable String protocol,
            @Context HttpHeaders headers)
            throws IOException {
        if (!UPLOAD_PACK.equals(service) && !RECEIVE_PACK.equals(service)) {
            return text(403, "Please upgrade your git client.\nGitHub.com no longer supports git over dumb-http.");
        }
        boolean write = RECEIVE_PACK.equals(service);
        return switch (open(owner, directory, headers, write)) {
            case OpenOutcome.Opened opened -> {
                ByteArrayOutputStream refs = new ByteArrayOutputStream();
                if (write) {
                    git.advertiseForPush(opened.repository(), refs);
                } else {
                    git.advertiseForFetch(opened.repository(), protocol, refs);
                }
                yield uncached(Response.ok(refs.toByteArray(), "application/x-" + service + "-advertisement"));
            }
            case OpenOutcome.Refused refused -> refusal(refused);
        };
    }

    @POST
    @Path("/git-upload-pack")
    public Response fetch(
            @PathParam("owner") String owner,
            @PathParam("directory") String directory,
            @HeaderParam("Git-Protocol") @Nullable String protocol,
            @Context HttpHeaders headers,
            InputStream body) {
        return switch (open(owner, directory, headers, false)) {
            case OpenOutcome.Opened opened -> {
                StreamingOutput pack = out -> git.fetch(opened.repository(), protocol, request(headers, body), out);
                yield uncached(Response.ok(pack, "application/x-git-upload-pack-result"));
            }
            case OpenOutcome.Refused refused -> refusal(refused);
        };
    }

    @POST
    @Path("/git-receive-pack")
    public Response push(
            @PathParam("owner") String owner,
            @PathParam("directory") String directory,
            @Context HttpHeaders headers,
            InputStream body)
            throws IOException {
        return switch (open(owner, directory, headers, true)) {
            case OpenOutcome.Opened opened -> {
                // small, and complete only once everything is applied
                ByteArrayOutputStream report = new ByteArrayOutputStream();
                git.push(opened.repository(), opened.account(), request(headers, body), report);
                yield uncached(Response.ok(report.toByteArray(), "application/x-git-receive-pack-result"));
            }
            case OpenOutcome.Refused refused -> refusal(refused);
        };
    }

    private OpenOutcome open(String owner, String directory, HttpHeaders headers, boolean write) {
        String name = directory.substring(0, directory.length() - ".git".length());
        try {
            return open.handle(owner, name, headers.getHeaderString(HttpHeaders.AUTHORIZATION), write);
        } catch (GitHubFailure unknown) {
            return new OpenOutcome.InvalidToken();
        }
    }

    private static InputStream request(HttpHeaders headers, InputStream body) throws IOException {
        boolean compressed = "gzip".equals(headers.getHeaderString(HttpHeaders.CONTENT_ENCODING));
        return new BufferedInputStream(compressed ? new GZIPInputStream(body) : body);
    }

    private static Response refusal(OpenOutcome.Refused refused) {
        return switch (refused) {
            case OpenOutcome.AuthenticationRequired() -> unauthorized("Authentication required.");
            case OpenOutcome.InvalidToken() ->
                unauthorized("Invalid username or token. Password authentication is not supported.");
            case OpenOutcome.PermissionDenied(String repository, String login) ->
                text(403, "Permission to %s.git denied to %s.".formatted(repository, login));
            case OpenOutcome.Archived() -> text(403, "This repository was archived so it is read-only.");
            case OpenOutcome.NotFound() -> text(404, "Repository not found.");
        };
    }

    private static Response unauthorized(String message) {
        return Response.fromResponse(text(401, message))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"GitHub\"")
                .build();
    }

    private static Response text(int status, String message) {
        return Response.status(status)
                .type("text/plain; charset=utf-8")
                .entity(message + "\n")
                .build();
    }

    private static Response uncached(Response.ResponseBuilder answer) {
        return answer.header("Expires", "Fri, 01 Jan 1980 00:00:00 GMT")
                .header("Pragma", "no-cache")
                .header("Cache-Control", "no-cache, max-age=0, must-revalidate")
                .build();
    }
}
