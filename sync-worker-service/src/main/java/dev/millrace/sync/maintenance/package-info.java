/**
 * Works on the packs of all repositories, mirrors and our own, beside the syncs. What is due, the leases and the work itself
 * are git-storage's; here are the threads that do it, their metrics, and the answer to who asks how a repository stands.
 */
@NullMarked
package dev.millrace.sync.maintenance;

import org.jspecify.annotations.NullMarked;
