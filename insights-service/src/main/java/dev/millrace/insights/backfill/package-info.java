/**
 * Imports of events that happened before a team used Millrace, or that no forge reports. A request is checked line by line and stored
 * in parts; {@link dev.millrace.insights.backfill.ImportLoop} records the events of one part after the other by the functions that
 * record events from Kafka. A part is deleted in the transaction that records it, so an import continues where it was after a
 * restart, and facts are sets, so that importing an event again changes nothing.
 */
@NullMarked
package dev.millrace.insights.backfill;

import org.jspecify.annotations.NullMarked;
