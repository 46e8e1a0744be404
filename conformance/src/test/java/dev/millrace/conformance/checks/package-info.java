/** What the forge shows of the builds of a change, when its API goes wrong in every way that the simulator knows. */
@NullMarked
package dev.millrace.conformance.checks;

import org.jspecify.annotations.NullMarked;
