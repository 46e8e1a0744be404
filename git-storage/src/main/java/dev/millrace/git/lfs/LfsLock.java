package dev.millrace.git.lfs;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody's word that they work on a file.
 *
 * @param path of the file in the working tree, parted by {@code /}
 * @param owner subject of the token that locked it
 */
public record LfsLock(UUID id, String path, String owner, Instant lockedAt) {}
