package dev.millrace.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceSpanTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";

    @AfterEach
    void stop() {
        Tracing.stop();
    }

    @Test
    void continuesTheTraceOfARow() {
        record();

        String written =
                TraceSpan.ofWork("continue", SAMPLED).with("buildId", "7").call(TraceParent::current);

        SpanData span = last("continue");
        assertThat(written).isEqualTo("00-" + TRACE + "-" + span.getSpanId() + "-01");
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(SPAN);
        assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(span.getAttributes().asMap().toString()).contains("buildId=7");
        assertThat(TraceParent.current()).as("afterwards").isNull();
    }

    @Test
    void continuesTheTraceOfARecordAsItsConsumer() {
        record();

        TraceSpan.ofRecord("take", SAMPLED).run(() -> {});

        assertThat(last("take").getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(last("take").getParentSpanId()).isEqualTo(SPAN);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "nonsense", "00-" + TRACE + "-0000000000000000-01", "00-0-0-01"})
    void beginsATraceWithoutAContextThatCanBeRead(@Nullable String traceparent) {
        record();

        String written = TraceSpan.ofWork("begin", traceparent).call(TraceParent::current);

        assertThat(written).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01").doesNotContain(TRACE);
        assertThat(last("begin").getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void passesOnThatATraceIsNotSampled() {
        record();

        String written = TraceSpan.ofWork("unsampled", "00-" + TRACE + "-" + SPAN + "-00")
                .call(TraceParent::current);

        assertThat(written).startsWith("00-" + TRACE).endsWith("-00");
        assertThat(RecordedSpans.named("unsampled")).isEmpty();
    }

    @Test
    void recordsARequestWithinATraceOnly() {
        record();

        TraceSpan.ofRequest("request").run(() -> {});
        assertThat(RecordedSpans.named("request")).as("outside").isEmpty();
        TraceSpan.ofWork("work", null)
                .run(() -> TraceSpan.ofRequest("request")
                        .with("http.response.status_code", 201)
                        .run(() -> {}));

        assertThat(last("request").getParentSpanId()).isEqualTo(last("work").getSpanId());
        assertThat(last("request").getKind()).isEqualTo(SpanKind.CLIENT);
    }

    @Test
    void recordsTheKindOfAFailureAndNotItsMessage() {
        record();

        assertThatThrownBy(() -> TraceSpan.ofWork("fail", null).run(() -> {
                    throw new IOException("token=secret");
                }))
                .isInstanceOf(IOException.class);

        assertThat(last("fail").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(last("fail").getStatus().getDescription()).isEqualTo("IOException");
        assertThat(last("fail").getEvents()).isEmpty();
    }

    @Test
    void doesTheWorkAndNothingElseWhileTracingIsOff() {
        List<String> done = new ArrayList<>();

        String written = TraceSpan.ofWork("off", SAMPLED).with("buildId", "7").call(() -> {
            TraceSpan.ofRequest("off").run(() -> done.add("request"));
            return TraceParent.current();
        });

        assertThat(written).isNull();
        assertThat(done).containsExactly("request");
        assertThat(RecordedSpans.named("off")).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> TraceSpan.ofRecord("off", SAMPLED).run(() -> {
                    throw new IllegalStateException("as thrown");
                }))
                .withMessage("as thrown");
    }

    private static void record() {
        Tracing.start(RecordedSpans.telemetry(Sampler.parentBased(Sampler.alwaysOn())));
    }

    private static SpanData last(String name) {
        return RecordedSpans.named(name).getLast();
    }
}
