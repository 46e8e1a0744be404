/**
 * Git LFS: the batch API, basic transfers and locks of {@code git-lfs}, under {@code /<repository>.git/info/lfs}. A client
 * is known by the same token as for git, {@code git:read} to download and to list locks, {@code git:write} for the rest. The
 * addresses of a batch response point to ourselves, as the outside sees us, and the client authenticates there as it did for
 * the batch: each transfer is checked like any other request, nothing has to be signed or kept, and an address that leaks
 * opens nothing. Uploads to a mirror go to its upstream's LFS server, and are stored here once that has accepted them; other
 * objects of a mirror come from its upstream by syncs. A mirror offers no locks.
 */
@NullMarked
package dev.millrace.githttp.lfs;

import org.jspecify.annotations.NullMarked;
