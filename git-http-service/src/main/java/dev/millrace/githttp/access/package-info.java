/**
 * Who may do what to which repository: reads a repository's name out of a path, and grants or refuses. A name is never
 * looked up before it is known to be well formed and the caller is known.
 */
@NullMarked
package dev.millrace.githttp.access;

import org.jspecify.annotations.NullMarked;
