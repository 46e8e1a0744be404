/**
 * Traces across processes (OpenTelemetry). A position in a trace travels as text, the W3C {@code traceparent}: in a row until
 * a worker takes it, and in a Kafka record until a consumer reads it. Everything here does nothing while tracing is off.
 */
@NullMarked
package dev.millrace.kit.trace;

import org.jspecify.annotations.NullMarked;
