package dev.millrace.git.ref;

import java.time.Instant;

/**
 * Where a ref pointed before a forced update or its deletion.
 *
 * @param ref full name, which may exist again and point elsewhere
 * @param objectId 40 hex digits; a tag object for an annotated tag
 * @param retainedAt when the ref left it
 * @param expiresAt until when it can be restored
 */
public record RetainedCommit(String ref, String objectId, Instant retainedAt, Instant expiresAt) {}
