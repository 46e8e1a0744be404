package dev.millrace.pipeline.artifact;

import dev.millrace.pipeline.file.Archive;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Files of a job that were kept.
 *
 * @param buildId the build in which the job ran
 * @param position of the job
 * @param name unique in the job
 * @param archive what was packed
 * @param objectKey where the archive is; empty once it is deleted
 * @param expiresAt when it is deleted
 */
public record ArtifactRow(
        UUID id,
        UUID buildId,
        int position,
        String name,
        Archive archive,
        Optional<String> objectKey,
        Instant keptAt,
        Instant expiresAt) {}
