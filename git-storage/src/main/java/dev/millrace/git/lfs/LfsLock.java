package dev.millrace.git.lfs;

import java.time.Instant;
import java.util.UUID;

/**
 * A user's claim to be working on a file.
 *
 * @param path of the file in the working tree, separated by {@code /}
 * @param owner subject of the token that locked it
 */
public record LfsLock(UUID id, String path, String owner, Instant lockedAt) {}
