package dev.millrace.pipeline.artifact;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * An artifact as the API shows it; times are RFC 3339.
 *
 * @param job name of the job
 * @param files how many it has
 * @param bytes of its files together
 * @param size bytes of the archive, tar compressed with gzip
 * @param sha256 of the archive, 64 hex digits
 * @param expiresAt when it is deleted
 * @param expired whether it was deleted
 * @param href where the archive is, below our public address
 */
public record ArtifactBody(
        String job,
        String name,
        int files,
        long bytes,
        long size,
        String sha256,
        Instant keptAt,
        Instant expiresAt,
        boolean expired,
        String href) {

    static ArtifactBody of(UUID buildId, String job, ArtifactRow artifact) {
        return new ArtifactBody(
                job,
                artifact.name(),
                artifact.archive().files(),
                artifact.archive().bytes(),
                artifact.archive().objectBytes(),
                artifact.archive().sha256(),
                artifact.keptAt(),
                artifact.expiresAt(),
                artifact.objectKey().isEmpty(),
                "/api/builds/%s/jobs/%s/artifacts/%s".formatted(buildId, encode(job), artifact.name()));
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
