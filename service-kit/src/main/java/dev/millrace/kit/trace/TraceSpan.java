package dev.millrace.kit.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work in a trace. It begins when it is created; {@link #run} or {@link #call}, of which exactly one must be
 * called, makes it current for the work and ends it. While tracing is off, only the work is done.
 *
 * <p>Names are few and fixed. Attributes are ids, hosts and status codes; no secret, no address with a query, no content.
 */
public final class TraceSpan {

    private static final TraceSpan NONE = new TraceSpan(Span.getInvalid(), Context.root());

    private final Span span;
    private final Context context;

    private TraceSpan(Span span, Context parent) {
        this.span = span;
        this.context = parent.with(span);
    }

    /**
     * A record from Kafka that is consumed.
     *
     * @param traceparent the record's header; null begins a trace
     */
    public static TraceSpan ofRecord(String name, @Nullable String traceparent) {
        return begin(name, SpanKind.CONSUMER, TraceParent.context(traceparent));
    }

    /**
     * Work that a row describes.
     *
     * @param traceparent {@link TraceParent#current} when the row was written; null begins a trace
     */
    public static TraceSpan ofWork(String name, @Nullable String traceparent) {
        return begin(name, SpanKind.INTERNAL, TraceParent.context(traceparent));
    }

    /** A request to another system, as part of the current trace; outside of a trace nothing is recorded. */
    public static TraceSpan ofRequest(String name) {
        Context current = Context.current();
        return Span.fromContext(current).getSpanContext().isValid() ? begin(name, SpanKind.CLIENT, current) : NONE;
    }

    private static TraceSpan begin(String name, SpanKind kind, Context parent) {
        Tracer tracer = Tracing.tracer();
        return tracer == null
                ? NONE
                : new TraceSpan(
                        tracer.spanBuilder(name)
                                .setSpanKind(kind)
                                .setParent(parent)
                                .startSpan(),
                        parent);
    }

    /** Sets an attribute. */
    public TraceSpan with(String attribute, Object value) {
        span.setAttribute(attribute, value.toString());
        return this;
    }

    /** Sets an attribute that is a number. */
    public TraceSpan with(String attribute, long value) {
        span.setAttribute(attribute, value);
        return this;
    }

    /** Marks the work as failed. */
    public void failed(String reason) {
        span.setStatus(StatusCode.ERROR, reason);
    }

    /** Does the work. If it throws, the span is marked with the class of the exception, whose message may have content. */
    public <X extends Exception> void run(Work<X> work) throws X {
        call(() -> {
            work.run();
            return span;
        });
    }

    /** As {@link #run} for work with a result. */
    public <T, X extends Exception> T call(Result<T, X> work) throws X {
        if (this == NONE) {
            return work.call();
        }
        try (Scope scope = context.makeCurrent()) {
            return work.call();
        } catch (Throwable e) {
            failed(e.getClass().getSimpleName());
            throw e;
        } finally {
            span.end();
        }
    }

    /**
     * Work without a result.
     *
     * @param <X> what it throws
     */
    @FunctionalInterface
    public interface Work<X extends Exception> {

        /** Does it. */
        void run() throws X;
    }

    /**
     * Work with a result.
     *
     * @param <T> the result
     * @param <X> what it throws
     */
    @FunctionalInterface
    public interface Result<T, X extends Exception> {

        /** Does it. */
        T call() throws X;
    }
}
