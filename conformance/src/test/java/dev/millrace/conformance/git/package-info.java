/**
 * Real git against our service and against {@code git http-backend}: the same commands on both must have the same
 * visible results.
 */
@NullMarked
package dev.millrace.conformance.git;

import org.jspecify.annotations.NullMarked;
