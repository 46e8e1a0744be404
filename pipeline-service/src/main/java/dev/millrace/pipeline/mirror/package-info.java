/**
 * Our own copy of a forge's repository, as the rest of this service sees it: which one it is, what a file of it holds at a
 * commit, and a working tree of a commit. Everything is asked of git-http with a short-lived platform token.
 */
@NullMarked
package dev.millrace.pipeline.mirror;

import org.jspecify.annotations.NullMarked;
