/**
 * What people have authorized our Apps to do in their name: their tokens at forges, encrypted, and refreshed when they are needed.
 * Start at {@link dev.millrace.gateway.authorization.UserTokens}.
 */
@NullMarked
package dev.millrace.gateway.authorization;

import org.jspecify.annotations.NullMarked;
