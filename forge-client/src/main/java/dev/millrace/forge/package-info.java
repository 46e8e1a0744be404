/**
 * Talking to forges: tokens of an App's installations at GitHub, its Check Runs, and what accounts may do in
 * repositories; and, for the client that speaks Git
 * with upstreams, the credential that each expects ({@link dev.millrace.forge.ForgeCredential}), redacted in every response
 * ({@link dev.millrace.forge.Redactor}).
 *
 * <p>Start at {@link dev.millrace.forge.GitHubApp}. Every call blocks, ends within the configured timeout and fails with a
 * {@link dev.millrace.forge.ForgeFailure} whose kind states what the caller should do. Calls respect GitHub's limits: each
 * installation has a lane ({@link dev.millrace.forge.GitHubTraffic}), which is paused as GitHub asks, and reads are conditional.
 * Nothing here depends on a database or a Git repository. Which forges and Apps there are is in {@link
 * dev.millrace.forge.connection.ForgeConnections}.
 * Credentials go to the configured address only: a redirect to another host is refused, not followed.
 */
@NullMarked
package dev.millrace.forge;

import org.jspecify.annotations.NullMarked;
