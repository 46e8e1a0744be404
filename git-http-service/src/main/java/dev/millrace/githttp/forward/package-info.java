/**
 * Pushes to mirrors: the upstream takes them first, then they are committed here. The upstream is asked for its refs, gets
 * the pack while it arrives, and what it says of each ref goes back to the client unchanged. A last part of each pack is
 * held back until everything was checked here, so that a push which is turned down here never reaches the upstream whole.
 * When an answer is lost, the upstream's refs tell what happened; when only the commit here is lost, a sync makes up for it.
 */
@NullMarked
package dev.millrace.githttp.forward;

import org.jspecify.annotations.NullMarked;
