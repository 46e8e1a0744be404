/**
 * Signing in with a forge (OAuth 2.0 with state and PKCE), linking one's own account, and connecting an installation to a team after
 * the forge has sent the browser back. Start at {@link dev.millrace.gateway.signin.BeginFlow} and
 * {@link dev.millrace.gateway.signin.FinishFlow}.
 */
@NullMarked
package dev.millrace.gateway.signin;

import org.jspecify.annotations.NullMarked;
