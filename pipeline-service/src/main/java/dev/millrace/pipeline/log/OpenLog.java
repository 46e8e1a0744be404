package dev.millrace.pipeline.log;

import java.time.Instant;
import java.util.UUID;

/**
 * A log that is to be archived.
 *
 * @param endedAt when its job ended
 */
record OpenLog(UUID buildId, int position, Instant endedAt) {}
