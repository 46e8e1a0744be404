package dev.millrace.pipeline.cache;

import java.time.Instant;
import java.util.UUID;

/**
 * A cache that was saved; it never changes.
 *
 * @param scope see {@link CacheScope}
 * @param name as {@code ops.yml} calls it
 * @param hash see {@link CacheHash}
 * @param files how many it has
 * @param bytes of its files together
 * @param objectBytes of its archive
 * @param objectKey where its archive is
 */
record CacheRow(
        UUID id,
        String team,
        String upstreamKey,
        String scope,
        String name,
        String hash,
        int files,
        long bytes,
        long objectBytes,
        String objectKey,
        Instant savedAt) {}
