package dev.millrace.pipeline.artifact;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.http.ByteRange;
import dev.millrace.kit.http.WatchedOutput;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.file.FileObjects;
import dev.millrace.pipeline.file.ObjectInput;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The responses with the archive of an artifact: all of it or a part. */
@Singleton
public final class ArtifactResponses {

    private static final Duration STALL = Duration.ofSeconds(20);
    private static final int PARTIAL = 206;
    private static final int GONE = 410;
    private static final int UNSATISFIABLE = 416;

    private final Database database;
    private final Artifacts artifacts;
    private final FileObjects objects;

    ArtifactResponses(Database database, Artifacts artifacts, FileObjects objects) {
        this.database = database;
        this.artifacts = artifacts;
        this.objects = objects;
    }

    /**
     * The response to a request for an artifact of a job, which its caller may read. The headers {@code Range}, {@code If-Range} and {@code
     * If-None-Match} count.
     *
     * @throws MillraceException 404 if the job has no such artifact, 410 if it has expired
     */
    public Response respond(JobRow job, String name, HttpHeaders headers, RoutingContext context) {
        ArtifactRow artifact = database.inTransaction(tx -> artifacts.find(tx, job, name))
                .orElseThrow(
                        () -> MillraceException.notFound("job '%s' has no artifact '%s'".formatted(job.name(), name))
                                .withCode("artifact_missing"));
        String key = artifact.objectKey()
                .orElseThrow(() -> MillraceException.of(
                                ErrorKind.CALLER,
                                GONE,
                                "artifact '%s' expired at %s".formatted(name, artifact.expiresAt()))
                        .withCode("artifact_expired"));
        String tag = "\"%s\"".formatted(artifact.archive().sha256());
        if (names(headers.getHeaderString(HttpHeaders.IF_NONE_MATCH), tag)) {
            return Response.notModified().header(HttpHeaders.ETAG, tag).build();
        }
        long size = artifact.archive().objectBytes();
        @Nullable String condition = headers.getHeaderString("If-Range");
        boolean ranged = condition == null || condition.equals(tag);
        return switch (ranged ? ByteRange.parse(headers.getHeaderString("Range"), size) : new ByteRange.Whole()) {
            case ByteRange.Unsatisfiable none ->
                Response.status(UNSATISFIABLE)
                        .header("Content-Range", "bytes */" + size)
                        .build();
            case ByteRange.Whole whole ->
                content(200, artifact, key, tag, new ByteRange.Part(0, size - 1), context)
                        .build();
            case ByteRange.Part part ->
                content(PARTIAL, artifact, key, tag, part, context)
                        .header("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), size))
                        .build();
        };
    }

    private static boolean names(@Nullable String header, String tag) {
        return header != null
                && Arrays.stream(header.split(",", -1))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
    }

    private Response.ResponseBuilder content(
            int status, ArtifactRow artifact, String key, String tag, ByteRange.Part part, RoutingContext context) {
        StreamingOutput body = output -> {
            // closed only after success: a response that broke off must not look complete
            var watched = new WatchedOutput(output, context, STALL);
            try (var archive = new ObjectInput(objects.open(key), part.first(), part.last() + 1)) {
                archive.transferTo(watched);
            }
            watched.close();
        };
        return Response.status(status)
                .entity(body)
                .type("application/gzip")
                .header(HttpHeaders.CONTENT_LENGTH, part.length())
                .header(HttpHeaders.ETAG, tag)
                .header("Accept-Ranges", "bytes")
                // access is checked each time, and an artifact may expire
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header("X-Content-Type-Options", "nosniff")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"%s-%s.tar.gz\""
                                .formatted(artifact.buildId().toString().substring(0, 8), artifact.name()));
    }
}
