/**
 * Who may do what to which repository: parses a repository's name from a path, and grants or refuses access. A name is never
 * looked up before it is known to be well formed and the caller is authenticated.
 */
@NullMarked
package dev.millrace.githttp.access;

import org.jspecify.annotations.NullMarked;
