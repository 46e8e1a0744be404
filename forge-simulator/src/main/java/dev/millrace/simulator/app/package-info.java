/**
 * The one GitHub App of the simulator, its installations, and their tokens.
 */
@NullMarked
package dev.millrace.simulator.app;

import org.jspecify.annotations.NullMarked;
