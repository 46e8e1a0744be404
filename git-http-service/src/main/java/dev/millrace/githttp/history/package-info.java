/** Commits of a repository and the differences between them, read without Git. */
@NullMarked
package dev.millrace.githttp.history;

import org.jspecify.annotations.NullMarked;
