/**
 * Keeps mirrors equal to their upstreams. Input: {@code forge.installation}, {@code access.installations},
 * {@code forge.scm} (as hints), {@code git.sync.requests} and time. Output: {@code git.sync} and, written by git-storage in
 * the transaction that moves refs, {@code git.updates}.
 *
 * <p>{@code upstream} decides which mirrors exist; {@code queue} which of them are due; a {@code pass} brings one up to date,
 * with {@code lfs} for its large files; {@code status} reports to teams, and {@code restore} brings back what an upstream
 * removed. {@code maintenance} and {@code retention} concern all repositories. Any number of instances may run: a pass
 * belongs to the instance that holds the lease in {@code sync.mirror}, for as long as it is renewed.
 */
@NullMarked
package dev.millrace.sync;

import org.jspecify.annotations.NullMarked;
