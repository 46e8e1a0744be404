package dev.millrace.kit.trace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Traces, {@code millrace.traces.*}. Quarkus reads the first three by the names in the shared settings
 * (microprofile-config.properties), which repeat the defaults.
 */
@ConfigMapping(prefix = "millrace.traces")
interface TraceConfig {

    /** Whether no traces are recorded. With {@code false}, spans are sent to the collector. */
    @WithDefault("true")
    boolean disabled();

    /** Address of the collector, OTLP over gRPC. While it cannot be reached, spans are dropped. */
    @WithDefault("http://localhost:4317")
    String endpoint();

    /** Share of traces that are recorded, 0 to 1; decided where a trace begins, and followed by everything after it. */
    @WithDefault("0.1")
    double ratio();

    /**
     * Whether the trace context ({@code traceparent}) of every HTTP request is accepted, also by the gateway; for a gateway
     * that only trusted systems can reach. Otherwise services accept that of requests from the gateway, and the gateway accepts
     * none.
     */
    @WithDefault("false")
    boolean trustCallers();
}
