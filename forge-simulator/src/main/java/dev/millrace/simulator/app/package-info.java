/**
 * The one GitHub App of the simulator, where it is installed, and the tokens it acts with.
 */
@NullMarked
package dev.millrace.simulator.app;

import org.jspecify.annotations.NullMarked;
