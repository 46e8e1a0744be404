/**
 * Publishes stored deliveries. The inbox is divided into shards by record key; one worker in the whole deployment owns a
 * shard at a time, through a PostgreSQL advisory lock, and publishes its rows in order.
 */
@NullMarked
package dev.millrace.ingest.relay;

import org.jspecify.annotations.NullMarked;
