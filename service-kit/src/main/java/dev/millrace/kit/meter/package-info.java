/**
 * What services measure in the same way: queues in the database ({@link dev.millrace.kit.meter.QueueMeters}), outcomes as values
 * of a tag ({@link dev.millrace.kit.meter.OutcomeLabel}), and which meters of Kafka's clients are kept.
 */
@NullMarked
package dev.millrace.kit.meter;

import org.jspecify.annotations.NullMarked;
