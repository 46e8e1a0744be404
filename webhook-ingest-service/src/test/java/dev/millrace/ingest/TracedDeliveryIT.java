package dev.millrace.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.kit.http.GatewayToken;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.testing.Platform;
import dev.millrace.testing.RecordedSpans;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestPlatformKey;
import dev.millrace.testing.Traced;
import io.agroal.api.AgroalDataSource;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

/** One trace from the request of a forge to the records on Kafka, while the collector of traces cannot be reached. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@TestProfile(Traced.class)
class TracedDeliveryIT {

    private static final String CALLERS_TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLERS = "00-" + CALLERS_TRACE + "-b7ad6b7169203331-01";

    @Inject
    AgroalDataSource dataSource;

    private final String guid = UUID.randomUUID().toString();

    @Test
    void carriesTheTraceOfADeliveryToItsRecords() throws SQLException {
        delivery().send().then().statusCode(202);

        String traceparent = stored();
        assertThat(traceparent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        awaitPublishedWith(traceparent);
        SpanData request = request(traceparent);
        assertThat(request.getSpanId()).isEqualTo(traceparent.split("-")[2]);
        assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(request.getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void ignoresTheTraceContextOfACaller() throws SQLException {
        delivery().header("traceparent", CALLERS).send().then().statusCode(202);

        assertThat(stored()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01").doesNotContain(CALLERS_TRACE);
    }

    @Test
    void continuesTheTraceOfTheGateway() throws SQLException {
        String gateway = new GatewayToken(Optional.of(TestPlatformKey.privateKeyFile()), Clock.systemUTC())
                .current()
                .orElseThrow();
        String traceId = UUID.randomUUID().toString().replace("-", "");

        delivery()
                .header("traceparent", "00-" + traceId + "-b7ad6b7169203331-01")
                .header(GatewayToken.HEADER, gateway)
                .send()
                .then()
                .statusCode(202);

        String traceparent = stored();
        assertThat(traceparent).startsWith("00-" + traceId);
        assertThat(request(traceparent).getParentSpanId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void namesTheTraceInEveryLogLine() {
        Map<String, Object> fields = TraceSpan.ofWork("log", CALLERS).call(() -> Map.copyOf(MDC.getMap()));

        SpanData span = RecordedSpans.named("log").getLast();
        assertThat(fields).containsEntry("traceId", CALLERS_TRACE).containsEntry("spanId", span.getSpanId());
        assertThat(MDC.getMap()).doesNotContainKeys("traceId", "spanId");
    }

    private SignedDelivery delivery() {
        return SignedDelivery.of("push", guid, Payloads.load("push_branch_created"));
    }

    private String stored() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement("select traceparent from ingest.webhook_inbox where guid = ?")) {
            statement.setString(1, guid);
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return String.valueOf(rows.getString(1));
            }
        }
    }

    private void awaitPublishedWith(String traceparent) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<ConsumerRecord<String, byte[]>> published = Stream.of(Topic.FORGE_RAW, Topic.FORGE_SCM)
                    .flatMap(topic -> TestEvents.records(topic.wireName()).stream())
                    .filter(record -> header(record, "ce_millracedelivery").equals(guid))
                    .toList();
            assertThat(published)
                    .hasSizeGreaterThan(1)
                    .allSatisfy(
                            record -> assertThat(header(record, "traceparent")).isEqualTo(traceparent));
        });
    }

    /** The span of the request ends after its response. */
    private static SpanData request(String traceparent) {
        String traceId = traceparent.split("-")[1];
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(RecordedSpans.ofTrace(traceId)).isNotEmpty());
        return RecordedSpans.ofTrace(traceId).getFirst();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
