/**
 * The control API under {@code /_sim}: it acts as the people at the forge, and shows a test what the forge received.
 */
@NullMarked
package dev.millrace.simulator.control;

import org.jspecify.annotations.NullMarked;
