/**
 * Teams and the public keys that sign their tokens.
 */
@NullMarked
package dev.millrace.gateway.team;

import org.jspecify.annotations.NullMarked;
