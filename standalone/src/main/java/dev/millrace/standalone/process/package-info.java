/**
 * Child processes: a port for each, a file that tells who runs, a supervisor that starts again what dies, and a lock so
 * that two platforms never share a data folder. Knows nothing of what the processes do.
 */
@NullMarked
package dev.millrace.standalone.process;

import org.jspecify.annotations.NullMarked;
