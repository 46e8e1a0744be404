/**
 * Which mirrors are due, and what is known of them. Requests arrive in {@link dev.millrace.sync.queue.MirrorQueue} and
 * coalesce there; {@link dev.millrace.sync.queue.SyncJournal} leases due mirrors to the passes and records how these end;
 * {@link dev.millrace.sync.queue.MirrorStates} reads the result for those who show it. Owns {@code sync.mirror},
 * {@code sync.awaited_commit}, {@code sync.budget} and {@code sync.run}.
 *
 * <p>A process that dies leaves a lease that expires, and another worker begins again. A poll is simply a due date in the
 * future.
 *
 * <p>Leases and due dates are judged by the database's clock, which all workers share; times in events by the worker's.
 */
@NullMarked
package dev.millrace.sync.queue;

import org.jspecify.annotations.NullMarked;
