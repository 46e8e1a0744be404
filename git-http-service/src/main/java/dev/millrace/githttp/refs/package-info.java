/** Branches, tags and refs of notes: lists of them, and their creation and deletion. */
@NullMarked
package dev.millrace.githttp.refs;

import org.jspecify.annotations.NullMarked;
