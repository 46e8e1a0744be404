/**
 * The Git repositories that the forge hosts, as bare repositories on disk, and GitHub's JSON for a repository and its
 * commits.
 */
@NullMarked
package dev.millrace.simulator.hosting;

import org.jspecify.annotations.NullMarked;
