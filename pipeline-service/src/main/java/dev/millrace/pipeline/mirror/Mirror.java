package dev.millrace.pipeline.mirror;

import java.util.UUID;

/**
 * A mirrored repository.
 *
 * @param repositoryId ours, stable across renames
 * @param team slug
 * @param name what stands before {@code .git} in its address; not always what the forge calls it
 */
public record Mirror(UUID repositoryId, String team, String name) {}
