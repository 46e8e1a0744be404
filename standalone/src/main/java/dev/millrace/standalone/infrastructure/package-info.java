/**
 * The database and the broker that come with the platform: PostgreSQL's own server from a jar of binaries, and Kafka in
 * a JVM of its own. Both keep their data, listen on the loopback address only, and are set up once.
 */
@NullMarked
package dev.millrace.standalone.infrastructure;

import org.jspecify.annotations.NullMarked;
