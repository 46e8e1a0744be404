/**
 * One pass brings one mirror up to date. Requests arrive in {@link dev.millrace.sync.sync.MirrorQueue} and coalesce there;
 * {@code SyncWorkers} leases due mirrors; {@code RunSync} makes the pass; {@code FinishSync} records how it ended.
 *
 * <p>Nothing of a pass is visible before its one transaction in git-storage. A process that dies leaves a lease that
 * expires and staged packs that nothing refers to; the next pass compares again and does the remaining work. The same
 * comparison, made periodically without any hint, repairs lost webhooks: a poll is simply a due date in the future.
 *
 * <p>Leases and due dates are judged by the database's clock, which all workers share; times in events by the worker's.
 */
@NullMarked
package dev.millrace.sync.sync;

import org.jspecify.annotations.NullMarked;
