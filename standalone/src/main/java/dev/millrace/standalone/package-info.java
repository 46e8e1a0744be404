/**
 * The whole platform on one machine: PostgreSQL, Kafka and the services, each in its own process, started in order,
 * supervised, and stopped together. The script {@code millrace} starts {@link dev.millrace.standalone.Main}.
 */
@NullMarked
package dev.millrace.standalone;

import org.jspecify.annotations.NullMarked;
