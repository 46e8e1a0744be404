/**
 * How a service waits for work, and repeats what failed. {@link dev.millrace.kit.work.WorkLoop} hands out work that is leased
 * from the database and done by several threads of several processes, {@link dev.millrace.kit.work.HeldLeases} keeps the
 * leases; both poll with a {@link dev.millrace.kit.work.PollLoop}, which anything else that one thread repeats uses too.
 * {@link dev.millrace.kit.work.Backoff} is the delay after failures, {@link dev.millrace.kit.work.Timers} what scheduled
 * methods run in.
 */
@NullMarked
package dev.millrace.kit.work;

import org.jspecify.annotations.NullMarked;
