package dev.millrace.git.ref;

import java.time.Instant;

/**
 * Where a ref pointed before it was forced away or deleted.
 *
 * @param ref full name, which may exist again and point elsewhere
 * @param objectId 40 hex digits; a tag object for an annotated tag
 * @param retainedAt when the ref left it
 * @param expiresAt until when it can be brought back
 */
public record RetainedCommit(String ref, String objectId, Instant retainedAt, Instant expiresAt) {}
