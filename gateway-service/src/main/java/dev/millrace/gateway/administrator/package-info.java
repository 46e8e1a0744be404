/**
 * Whoever set the platform up: one token, made at the first start.
 */
@NullMarked
package dev.millrace.gateway.administrator;

import org.jspecify.annotations.NullMarked;
