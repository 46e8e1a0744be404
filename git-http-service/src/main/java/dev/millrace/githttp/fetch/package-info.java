/**
 * The reading half of the Git protocol: what a repository advertises, and the packs it sends, on JGit's {@link
 * org.eclipse.jgit.transport.UploadPack}. Does not depend on HTTP.
 */
@NullMarked
package dev.millrace.githttp.fetch;

import org.jspecify.annotations.NullMarked;
