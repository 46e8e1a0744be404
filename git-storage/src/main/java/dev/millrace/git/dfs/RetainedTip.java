package dev.millrace.git.dfs;

import java.time.Instant;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Where a ref pointed before a forced update or its deletion.
 *
 * @param ref full name, which may exist again and point elsewhere
 * @param expiresAt until when it counts as reachable
 */
public record RetainedTip(ObjectId id, String ref, Instant retainedAt, Instant expiresAt) {}
