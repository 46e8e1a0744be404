package dev.millrace.ingest.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadRecordTest {

    private static final Instant DEAD_AT = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void readsWhatTheConnectorAdds() {
        DeadRecord record = record(Map.of(
                "dead-letter-topic", "forge.scm",
                "dead-letter-partition", "3",
                "dead-letter-offset", "17",
                "dead-letter-reason", "it is broken",
                "dead-letter-cause", "really"));

        assertThat(record.service()).isEqualTo("git-http");
        assertThat(record.origin())
                .isEqualTo(new DeadLetter.Origin("forge.scm", Optional.of(3), Optional.of(17L), Optional.of("key")));
        assertThat(record.reason()).isEqualTo("it is broken: really");
        assertThat(record.attempt()).isEqualTo(1);
        assertThat(record.firstDeadAt()).isEqualTo(DEAD_AT);
    }

    @Test
    void toleratesHeadersOfOtherProducers() {
        DeadRecord record = record(Map.of(
                "dead-letter-partition", "three",
                "ce_millraceattempt", "-1",
                "ce_millracefirstdead", "once",
                "x", "a\0b"));

        assertThat(record.origin())
                .isEqualTo(new DeadLetter.Origin("", Optional.empty(), Optional.empty(), Optional.of("key")));
        assertThat(record.attempt()).isEqualTo(1);
        assertThat(record.firstDeadAt()).isEqualTo(DEAD_AT);
        assertThat(record.reason()).isEqualTo("no reason given");
        assertThat(record.headers()).containsEntry("x", "a\uFFFDb");
    }

    @Test
    void findsTheOccurrenceThatARecordWasMadeFrom() {
        assertThat(DeadLetters.occurrence(Map.of("ce_source", "https://github.com/", "ce_millracedelivery", "g")))
                .contains(new Occurrence("github.com", "g"));
        assertThat(DeadLetters.occurrence(Map.of("ce_source", "/git-http", "ce_millracedelivery", "g")))
                .isEmpty();
        assertThat(DeadLetters.occurrence(Map.of("ce_source", "https://github.com/")))
                .isEmpty();
        assertThat(DeadLetters.occurrence(Map.of("ce_source", "not a uri", "ce_millracedelivery", "g")))
                .isEmpty();
    }

    private static DeadRecord record(Map<String, String> headers) {
        var all = new RecordHeaders();
        headers.forEach((name, value) -> all.add(name, value.getBytes(UTF_8)));
        return new DeadRecord(new ConsumerRecord<>(
                "millrace.git-http.dlq",
                0,
                5,
                DEAD_AT.toEpochMilli(),
                TimestampType.CREATE_TIME,
                3,
                2,
                "key",
                "{}".getBytes(UTF_8),
                all,
                Optional.empty()));
    }
}
