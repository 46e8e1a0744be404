/**
 * Publishing what is stored. The inbox is divided into shards by record key; one worker anywhere owns a shard at a
 * time, through a PostgreSQL advisory lock, and publishes its rows in order.
 */
@NullMarked
package dev.millrace.ingest.relay;

import org.jspecify.annotations.NullMarked;
