/**
 * Pushes to mirrors: the upstream accepts them first, then they are committed here. The upstream is asked for its refs and
 * gets the pack while it arrives, and its report on each ref is returned to the client unchanged. The last part of each pack
 * is held back until everything was checked here, so that a push that is rejected here never reaches the upstream
 * completely. When a response is lost, the upstream's refs show what happened; when only the commit here is lost, a sync
 * makes up for it.
 */
@NullMarked
package dev.millrace.githttp.forward;

import org.jspecify.annotations.NullMarked;
