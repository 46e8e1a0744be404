/**
 * What jobs print. While a job runs, its output is stored in chunks, which readers on any instance follow; after its end the log
 * is compressed in frames, in the database or in an object, and kept for a while. A position in a log is always a number of
 * bytes as printed, whichever form the log has.
 */
@NullMarked
package dev.millrace.pipeline.log;

import org.jspecify.annotations.NullMarked;
