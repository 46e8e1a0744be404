package dev.millrace.kit.identity.record;

import dev.millrace.events.Topic;
import dev.millrace.kit.identity.record.RecordVerifier.Authenticity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/**
 * The gate that every record of a consuming service passes: one on {@code access.*} that the platform did not sign is
 * counted in {@code millrace.events.rejected} (by {@code topic} and {@code reason}) and logged by its offset, without any of
 * its content.
 */
public final class SignedRecords {

    private static final Logger LOG = Logger.getLogger(SignedRecords.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final RecordVerifier verifier;
    private final MeterRegistry meters;
    private final Clock clock;
    private Instant warnedAt = Instant.EPOCH;
    private long rejectedSince;

    /** @param clock limits the rate of warnings */
    public SignedRecords(RecordVerifier verifier, MeterRegistry meters, Clock clock) {
        this.verifier = verifier;
        this.meters = meters;
        this.clock = clock;
        // from the start: Prometheus sees no increase from a counter that is new
        for (Topic topic : Topic.values()) {
            if (Topic.isSigned(topic.wireName())) {
                for (Authenticity reason : Authenticity.values()) {
                    if (reason != Authenticity.AUTHENTIC) {
                        counter(topic.wireName(), reason);
                    }
                }
            }
        }
    }

    /** Whether the record may have an effect. */
    public boolean accept(ConsumerRecord<String, byte[]> record) {
        Authenticity found = verifier.check(record.topic(), record.key(), headers(record), record.value());
        if (found == Authenticity.AUTHENTIC) {
            return true;
        }
        counter(record.topic(), found).increment();
        warn(record, found);
        return false;
    }

    private Counter counter(String topic, Authenticity reason) {
        return Counter.builder("millrace.events.rejected")
                .description("records that were skipped since the platform did not sign them")
                .tag("topic", topic)
                .tag("reason", reason.wireName())
                .register(meters);
    }

    /** The headers as text; for repeated names, the last value. */
    public static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }

    // otherwise, any client that may write to the topic could also flood the log
    private synchronized void warn(ConsumerRecord<String, byte[]> record, Authenticity found) {
        rejectedSince++;
        Instant now = clock.instant();
        if (now.isBefore(warnedAt.plus(BETWEEN_WARNINGS))) {
            return;
        }
        LOG.warnf(
                "record rejected: topic=%s partition=%d offset=%d reason=%s rejected=%d since the last such line",
                record.topic(), record.partition(), record.offset(), found.wireName(), rejectedSince);
        warnedAt = now;
        rejectedSince = 0;
    }
}
