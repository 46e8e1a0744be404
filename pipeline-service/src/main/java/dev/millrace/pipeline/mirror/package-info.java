/**
 * Our own copy of a forge's repository, as the rest of this service sees it: which one it is, the content of a file at a
 * commit, and a working tree of a commit. All of it is requested from git-http with a short-lived platform token.
 */
@NullMarked
package dev.millrace.pipeline.mirror;

import org.jspecify.annotations.NullMarked;
