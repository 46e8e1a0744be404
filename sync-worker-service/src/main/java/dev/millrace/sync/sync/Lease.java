package dev.millrace.sync.sync;

import dev.millrace.events.git.MirroredRepository;
import java.util.UUID;

/**
 * The right to make one pass over one mirror.
 *
 * @param syncId names the pass and the lease
 * @param repository which mirror
 * @param cloneUrl where its truth is
 * @param installationId whose tokens may read it
 * @param version the newest wish when the pass began
 * @param requested whether anybody wished for it; otherwise it is a sweep
 * @param reason what people said they wish it for
 * @param failures passes that failed since the last success, 0 or more
 */
record Lease(
        UUID syncId,
        MirroredRepository repository,
        String cloneUrl,
        String installationId,
        long version,
        boolean requested,
        String reason,
        int failures) {}
