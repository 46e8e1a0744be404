package dev.millrace.kit.identity.record;

import dev.millrace.kit.identity.record.RecordVerifier.Authenticity;
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
    }

    /** Whether the record may have an effect. */
    public boolean accept(ConsumerRecord<String, byte[]> record) {
        Authenticity found = verifier.check(record.topic(), record.key(), headers(record), record.value());
        if (found == Authenticity.AUTHENTIC) {
            return true;
        }
        meters.counter("millrace.events.rejected", "topic", record.topic(), "reason", found.wireName())
                .increment();
        warn(record, found);
        return false;
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
