/**
 * The OpenID Connect providers at which people sign in: for each its addresses and keys, the exchange of a code, and what an ID token proves
 * (OpenID Connect Core 1.0, section 3.1). Start at {@link dev.millrace.gateway.oidc.OpenIdProviders}; flows, users and sessions are in
 * {@code dev.millrace.gateway.signin}.
 */
@NullMarked
package dev.millrace.gateway.oidc;

import org.jspecify.annotations.NullMarked;
