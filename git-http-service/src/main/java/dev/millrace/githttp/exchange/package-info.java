/**
 * What all requests that may take long have in common, over Git and LFS: they end when their client has left, has stalled or
 * has used up its time, and then release what they own, whichever thread works on them.
 */
@NullMarked
package dev.millrace.githttp.exchange;

import org.jspecify.annotations.NullMarked;
