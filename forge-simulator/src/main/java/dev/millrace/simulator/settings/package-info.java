/**
 * The settings of the simulator and its clock.
 */
@NullMarked
package dev.millrace.simulator.settings;

import org.jspecify.annotations.NullMarked;
