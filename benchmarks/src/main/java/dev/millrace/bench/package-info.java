/**
 * Measurements of the running platform against what a user would otherwise do by hand, each ending with one line
 * {@code RESULT name key=value ...}. The platform runs as the processes that a user would start, on a data folder of
 * its own, with the simulated forge.
 */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
