package dev.millrace.kit.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import org.jspecify.annotations.Nullable;

/** Whether this process records spans, and with what. Until {@link #start}, and after {@link #stop}, it does not. */
public final class Tracing {

    private static final String INSTRUMENTATION = "dev.millrace";

    private static volatile @Nullable Tracer tracer;

    private Tracing() {}

    /** From now on every {@link TraceSpan} is recorded, as far as it is sampled. */
    public static void start(OpenTelemetry telemetry) {
        tracer = telemetry.getTracer(INSTRUMENTATION);
    }

    /** From now on no {@link TraceSpan} exists, whatever a row or a record carries. */
    public static void stop() {
        tracer = null;
    }

    /** Null while tracing is off. */
    static @Nullable Tracer tracer() {
        return tracer;
    }
}
