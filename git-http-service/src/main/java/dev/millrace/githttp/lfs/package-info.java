/**
 * Git LFS: the batch API, basic transfers and locks of {@code git-lfs}, under {@code /<repository>.git/info/lfs}. A client
 * authenticates with the same token as for git, {@code git:read} to download and to list locks, {@code git:write} for the
 * rest. The addresses of a batch response point to our own external address, and the client authenticates there as it did
 * for the batch: each transfer is checked like any other request, nothing has to be signed or stored, and a leaked address
 * grants no access. Uploads to a mirror are sent to its upstream's LFS server, and are stored here once that has accepted
 * them; other objects of a mirror arrive from its upstream through syncs. A mirror offers no locks.
 */
@NullMarked
package dev.millrace.githttp.lfs;

import org.jspecify.annotations.NullMarked;
