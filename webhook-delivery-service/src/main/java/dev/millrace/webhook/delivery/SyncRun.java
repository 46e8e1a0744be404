package dev.millrace.webhook.delivery;

import java.time.Instant;

/**
 * A sync, counted among those of its repository.
 *
 * @param count how many were completed: before it when it starts, and with it when it has ended
 * @param first whether none had succeeded before it
 * @param startedAt by the worker's clock
 */
record SyncRun(long count, boolean first, Instant startedAt) {}
