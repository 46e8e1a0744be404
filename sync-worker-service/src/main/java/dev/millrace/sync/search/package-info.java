/**
 * Keeps the index of searches up to date, for mirrors and for our own repositories. What is due, the leases and the work itself are
 * git-storage's; here are the threads that do it, and their metrics.
 */
@NullMarked
package dev.millrace.sync.search;

import org.jspecify.annotations.NullMarked;
