package dev.millrace.gateway;

import dev.millrace.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@Singleton
class SpanBeans {

    @Produces
    @Singleton
    SpanProcessor recorded() {
        return new RecordedSpans();
    }
}
