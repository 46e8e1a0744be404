/**
 * The writing half of the Git protocol: receives a pack, checks it and moves refs, on JGit's {@link
 * org.eclipse.jgit.transport.ReceivePack}. Does not depend on HTTP.
 */
@NullMarked
package dev.millrace.githttp.push;

import org.jspecify.annotations.NullMarked;
