/** Settings, Tokens: access tokens, which are shown once. */
@NullMarked
package dev.millrace.gateway.dashboard.token;

import org.jspecify.annotations.NullMarked;
