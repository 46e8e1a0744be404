/**
 * Check runs with GitHub's limits, and the history of every state each one went through.
 */
@NullMarked
package dev.millrace.simulator.checks;

import org.jspecify.annotations.NullMarked;
