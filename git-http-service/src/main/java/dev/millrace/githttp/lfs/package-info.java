/**
 * Git LFS: the batch API, basic transfers and locks of {@code git-lfs}, under {@code /<repository>.git/info/lfs}. A client
 * is known by the same token as for git, {@code git:read} to download and to list locks, {@code git:write} for the rest. The
 * addresses of a batch answer point to ourselves, as the outside sees us, and tell the client to repeat its own
 * authorization there: each transfer is checked like any other request, nothing has to be signed or kept, and an address
 * that leaks opens nothing. Objects of a mirror come from its upstream by syncs, and its locks stay there.
 */
@NullMarked
package dev.millrace.githttp.lfs;

import org.jspecify.annotations.NullMarked;
