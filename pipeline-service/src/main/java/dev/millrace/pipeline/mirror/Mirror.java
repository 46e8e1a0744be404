package dev.millrace.pipeline.mirror;

import java.util.UUID;

/**
 * A mirrored repository.
 *
 * @param repositoryId ours, stable across renames
 * @param team slug
 * @param name what stands before {@code .git} in its address, {@code owner/name}
 */
public record Mirror(UUID repositoryId, String team, String name) {}
