package dev.millrace.pipeline;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.testing.Platform;
import dev.millrace.testing.RecordedSpans;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.Traced;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One trace from an event of the forge to the requests that write its check run. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
@TestProfile(Traced.class)
class TracedBuildIT {

    private final String traceId = UUID.randomUUID().toString().replace("-", "");

    @Test
    void continuesTheTraceOfTheEventInTriggerBuildAndCheckRun() {
        Scene scene = Scene.set();
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        WireEvent event = new EventCodec(URI.create("/test")).write(scene.forge.change(Action.OPENED, 7, sha));

        TestEvents.publish(
                event.topic(),
                event.key(),
                event.with(Map.of("traceparent", "00-" + traceId + "-b7ad6b7169203331-01"))
                        .headers(),
                event.value());

        scene.awaitCompletedChecks(1);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(names())
                        .contains(
                                "consume forge.scm",
                                "resolve trigger",
                                "run job",
                                "publish check run",
                                "GitHub POST",
                                "GitHub PATCH"));
        assertThat(one("consume forge.scm").getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(one("run job").getParentSpanId())
                .as("the attempt that queued the build")
                .isIn(ids("resolve trigger"));
        assertThat(RecordedSpans.ofTrace(traceId))
                .filteredOn(span -> span.getKind() == SpanKind.CLIENT)
                .allSatisfy(span -> assertThat(span.getParentSpanId()).isIn(ids("publish check run")));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TestEvents.records("pipeline.run"))
                        .filteredOn(record -> record.headers().lastHeader("traceparent") != null)
                        .extracting(record -> new String(
                                record.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8))
                        .as("queued, started, job started, job finished, finished")
                        .filteredOn(traceparent -> traceparent.contains(traceId))
                        .hasSize(5));
    }

    private List<String> names() {
        return RecordedSpans.ofTrace(traceId).stream().map(SpanData::getName).toList();
    }

    private SpanData one(String name) {
        List<SpanData> found = RecordedSpans.ofTrace(traceId).stream()
                .filter(span -> span.getName().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private List<String> ids(String name) {
        return RecordedSpans.ofTrace(traceId).stream()
                .filter(span -> span.getName().equals(name))
                .map(SpanData::getSpanId)
                .toList();
    }
}
