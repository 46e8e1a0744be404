/**
 * Writes to a repository: a session that stages packs, and the edits of refs that make them visible, with their results.
 */
@NullMarked
package dev.millrace.git.write;

import org.jspecify.annotations.NullMarked;
