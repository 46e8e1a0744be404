/**
 * The page that says what is running and where to go.
 */
@NullMarked
package dev.millrace.gateway.start;

import org.jspecify.annotations.NullMarked;
