package dev.millrace.gateway.route;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.testing.Platform;
import dev.millrace.testing.RecordedSpans;
import dev.millrace.testing.Traced;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
@TestProfile(Traced.class)
class TracedRequestsIT {

    private static final String CALLERS_TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void forwardsATraceOfItsOwnAndNotTheCallers() {
        String traceparent = given().header("traceparent", "00-" + CALLERS_TRACE + "-b7ad6b7169203331-01")
                .header("baggage", "team=acme")
                .get("/traced/widgets.git/info/refs?service=git-upload-pack&secret=1")
                .then()
                .statusCode(200)
                .extract()
                .path("headers.traceparent");

        assertThat(traceparent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01").doesNotContain(CALLERS_TRACE);
        String traceId = traceparent.split("-")[1];
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(RecordedSpans.ofTrace(traceId)).hasSize(2));
        List<SpanData> spans = RecordedSpans.ofTrace(traceId);
        SpanData server = one(spans, SpanKind.SERVER);
        SpanData client = one(spans, SpanKind.CLIENT);
        assertThat(server.getName()).isEqualTo("GET /{git-http}");
        assertThat(server.getParentSpanContext().isValid()).isFalse();
        assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
        assertThat(traceparent).contains(client.getSpanId());
        assertThat(spans)
                .allSatisfy(span ->
                        assertThat(span.getAttributes().asMap().toString()).doesNotContain("secret"));
    }

    private static SpanData one(List<SpanData> spans, SpanKind kind) {
        List<SpanData> found =
                spans.stream().filter(span -> span.getKind() == kind).toList();
        assertThat(found).as("%s in %s", kind, spans).hasSize(1);
        return found.getFirst();
    }
}
