/**
 * The writing half of the Git protocol: takes a pack in, checks it and moves refs, on JGit's {@link
 * org.eclipse.jgit.transport.ReceivePack}. Knows nothing of HTTP.
 */
@NullMarked
package dev.millrace.githttp.push;

import org.jspecify.annotations.NullMarked;
