/**
 * Records that consumers of any service could not process. They are read from the services' dead-letter topics into
 * {@code ingest.dead_letter}, where an administrator lists them, and releases or discards each: a released record is written to
 * its topic again.
 */
@NullMarked
package dev.millrace.ingest.deadletter;

import org.jspecify.annotations.NullMarked;
