/**
 * What is sent over Kafka: events, their topics, and the one codec that reads and writes them.
 *
 * <p>An event is a fact in the past tense. On the wire it is a CloudEvent 1.0 in Kafka's binary mode: attributes are {@code
 * ce_*} headers, the value is the JSON of the record. Name and version of every event are in {@link
 * dev.millrace.events.codec.EventTypes} and nowhere else. Adding an optional field keeps the version; anything else is a new
 * version. Records of one area share a package; a record never refers to a database row or a framework type.
 */
@NullMarked
package dev.millrace.events;

import org.jspecify.annotations.NullMarked;
