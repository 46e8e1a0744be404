/**
 * Faults on demand: deliveries that get lost, duplicated, late or out of order; calls that are refused, limited, fail, or
 * succeed without an answer.
 */
@NullMarked
package dev.millrace.simulator.faults;

import org.jspecify.annotations.NullMarked;
