/**
 * The whole platform on one machine: PostgreSQL, Kafka and the services, each its own process, started in order, watched,
 * and stopped together. Entered at {@link dev.millrace.standalone.Main} by the front door script.
 */
@NullMarked
package dev.millrace.standalone;

import org.jspecify.annotations.NullMarked;
