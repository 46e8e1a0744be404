/**
 * Git over smart HTTP, protocol v0 and v2: clone, fetch and push with HTTP Basic, answered by JGit.
 */
@NullMarked
package dev.millrace.simulator.transport;

import org.jspecify.annotations.NullMarked;
