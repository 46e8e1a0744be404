/**
 * One pass brings one mirror up to date. Wishes arrive in {@link dev.millrace.sync.sync.MirrorQueue} and coalesce there;
 * {@code SyncWorkers} leases what is due; {@code RunSync} makes the pass; {@code FinishSync} writes down how it ended.
 *
 * <p>Nothing of a pass is visible before its one transaction in git-storage. A process that dies leaves a lease that expires
 * and staged packs that nobody refers to; the next pass compares again and does what is left to do. The same comparison,
 * made now and then without any hint, heals lost webhooks: the sweep is nothing but a due date in the future.
 *
 * <p>Leases and due dates are judged by the database's clock, which all workers share; times in events by the worker's.
 */
@NullMarked
package dev.millrace.sync.sync;

import org.jspecify.annotations.NullMarked;
