/**
 * The control API under {@code /_sim}: it plays the people at the forge, and shows a test what the forge has seen.
 */
@NullMarked
package dev.millrace.simulator.control;

import org.jspecify.annotations.NullMarked;
