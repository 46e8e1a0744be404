/**
 * Searches in all repositories of a team: the index of git-storage names files that may match, which are compared with their
 * contents here.
 */
@NullMarked
package dev.millrace.githttp.search;

import org.jspecify.annotations.NullMarked;
