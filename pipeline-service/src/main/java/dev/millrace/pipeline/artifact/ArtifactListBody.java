package dev.millrace.pipeline.artifact;

import java.util.List;

/**
 * The artifacts of a build.
 *
 * @param artifacts in the order of the jobs, those of a job by name
 */
public record ArtifactListBody(List<ArtifactBody> artifacts) {}
