/**
 * Commit statuses, of which the newest of a context counts.
 */
@NullMarked
package dev.millrace.simulator.statuses;

import org.jspecify.annotations.NullMarked;
