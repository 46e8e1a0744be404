/**
 * Maintains the packs of all repositories, mirrors and our own, in parallel with the syncs. What is due, the leases and the
 * work itself are git-storage's; here are the threads that do it, their metrics, and the resource that reports the state of
 * a repository.
 */
@NullMarked
package dev.millrace.sync.maintenance;

import org.jspecify.annotations.NullMarked;
