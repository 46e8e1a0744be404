/**
 * One pass brings one mirror up to date. {@code SyncWorkers} takes leases from the queue, {@code RunSync} determines what
 * the mirror follows, and {@code SyncPass} makes the pass, with {@code PassAccess} for the credential, {@code StageProgress}
 * for the stages of a first sync, and {@code FaultSearch} for what cannot be mirrored. It sees storage and network as
 * {@code LeasedMirror} and {@code Exchange}, which {@code StoredMirror} and {@code StoredExchange} implement. Owns
 * {@code sync.upstream_ref}: what upstreams last reported, and which refs were changed here since
 * ({@link dev.millrace.sync.pass.KeptRefs}).
 *
 * <p>Nothing of a pass is visible before its one transaction in git-storage. A process that dies leaves staged packs that
 * nothing refers to; the next pass compares again and does the remaining work. The same comparison, made periodically
 * without any hint, repairs lost webhooks.
 */
@NullMarked
package dev.millrace.sync.pass;

import org.jspecify.annotations.NullMarked;
