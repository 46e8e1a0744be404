package dev.millrace.pipeline.mirror;

import java.util.UUID;

/**
 * A mirrored repository.
 *
 * @param repositoryId ours, stable across renames
 * @param team slug
 * @param name the part of its address before {@code .git}; may differ from its name at the forge
 */
public record Mirror(UUID repositoryId, String team, String name) {}
