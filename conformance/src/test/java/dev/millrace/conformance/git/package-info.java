/**
 * Real git against our service and against {@code git http-backend}: the same commands on both, and the same to be seen
 * afterwards.
 */
@NullMarked
package dev.millrace.conformance.git;

import org.jspecify.annotations.NullMarked;
