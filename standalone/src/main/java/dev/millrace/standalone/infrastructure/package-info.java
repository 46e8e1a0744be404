/**
 * The database and the broker that the platform brings along: PostgreSQL's own server from a jar of binaries, and Kafka
 * as a JVM of its own. Both keep their data, listen on the loopback address only, and are set up once.
 */
@NullMarked
package dev.millrace.standalone.infrastructure;

import org.jspecify.annotations.NullMarked;
