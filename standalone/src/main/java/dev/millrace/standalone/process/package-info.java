/**
 * Child processes: a port for each, a file that records what runs, a supervisor that restarts what dies, and a lock so
 * that two platforms never share a data folder. Knows nothing of what the processes do.
 */
@NullMarked
package dev.millrace.standalone.process;

import org.jspecify.annotations.NullMarked;
