/**
 * The one client for upstreams: the Git and LFS servers that mirrors follow, regardless of their operator. It decides once
 * for all services which host may see a credential ({@link dev.millrace.upstream.ResolveUpstream}), connects only to
 * addresses that the guard on outbound addresses passed ({@link dev.millrace.upstream.UpstreamClient}), follows no redirect
 * to another origin, limits how long an upstream may be silent or slow, and removes the credential from every text that an
 * upstream returns. Each failure is one of the cases of {@link dev.millrace.upstream.UpstreamFailure}; what each means for a
 * caller is for the edge of each service to decide.
 *
 * <p>JGit's transport uses the same client through {@link dev.millrace.upstream.GitConnections}. Nothing here knows a
 * database or a repository.
 */
@NullMarked
package dev.millrace.upstream;

import org.jspecify.annotations.NullMarked;
