/**
 * Access tokens: random texts, stored as hashes, with which a user or a team authenticates at the gateway and, published on
 * access.tokens, at every service.
 */
@NullMarked
package dev.millrace.gateway.token;

import org.jspecify.annotations.NullMarked;
