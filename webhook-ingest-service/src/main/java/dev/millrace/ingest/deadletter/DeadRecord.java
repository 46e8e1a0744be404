package dev.millrace.ingest.deadletter;

import dev.millrace.kit.consume.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record of a dead-letter topic, {@code millrace.<service>.dlq}, with the headers that the connector adds. */
final class DeadRecord {

    /** Headers that describe why and where; the record had none of them before. */
    static final String ADDED = DeadLetterHeaders.PREFIX;

    /** How often a released record has been a dead letter before, plus one; the consumer's topic keeps the header. */
    static final String ATTEMPT = "ce_millraceattempt";

    /** When a released record became a dead letter first. */
    static final String FIRST_DEAD = "ce_millracefirstdead";

    private static final int LONGEST_REASON = 2_000;

    private final ConsumerRecord<String, byte[]> record;
    private final Map<String, String> headers;

    DeadRecord(ConsumerRecord<String, byte[]> record) {
        this.record = record;
        this.headers = headers(record);
    }

    String service() {
        String topic = record.topic();
        return topic.substring("millrace.".length(), topic.length() - ".dlq".length());
    }

    int deadPartition() {
        return record.partition();
    }

    long deadOffset() {
        return record.offset();
    }

    DeadLetter.Origin origin() {
        return new DeadLetter.Origin(
                headers.getOrDefault(DeadLetterHeaders.TOPIC, ""),
                number(DeadLetterHeaders.PARTITION).map(Long::intValue),
                number(DeadLetterHeaders.OFFSET),
                Optional.ofNullable(record.key()).map(DeadRecord::storable));
    }

    DeadLetter.EventName event() {
        return new DeadLetter.EventName(
                Optional.ofNullable(headers.get("ce_type")), Optional.ofNullable(headers.get("ce_id")));
    }

    /** What the consumer reported, with its cause if that is another text. */
    String reason() {
        String reason = headers.getOrDefault(DeadLetterHeaders.REASON, "no reason given");
        String cause = headers.getOrDefault(DeadLetterHeaders.CAUSE, "");
        String all = cause.isEmpty() || reason.contains(cause) ? reason : reason + ": " + cause;
        return all.length() <= LONGEST_REASON ? all : all.substring(0, LONGEST_REASON);
    }

    /** What a consumer reports about a key instead of a dead letter, see {@link DeadLetterHeaders#NOTE}. */
    Optional<String> note() {
        return Optional.ofNullable(headers.get(DeadLetterHeaders.NOTE));
    }

    /** How many records wait behind the dead letter of its key; empty if none have to. */
    Optional<Integer> waiting() {
        return number(DeadLetterHeaders.WAITING)
                .filter(n -> n >= 0 && n <= Integer.MAX_VALUE)
                .map(Long::intValue);
    }

    /** 1 for a record that was not released before. */
    int attempt() {
        return number(ATTEMPT)
                .filter(n -> n > 0 && n < Integer.MAX_VALUE)
                .map(Long::intValue)
                .orElse(1);
    }

    Instant deadAt() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    Instant firstDeadAt() {
        try {
            return headers.containsKey(FIRST_DEAD) ? Instant.parse(headers.get(FIRST_DEAD)) : deadAt();
        } catch (DateTimeParseException e) {
            return deadAt(); // another producer's header
        }
    }

    Map<String, String> headers() {
        return headers;
    }

    byte @Nullable [] value() {
        return record.value();
    }

    private Optional<Long> number(String header) {
        try {
            return Optional.ofNullable(headers.get(header)).map(Long::valueOf);
        } catch (NumberFormatException e) {
            return Optional.empty(); // another producer's header
        }
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(storable(header.key()), storable(new String(header.value(), StandardCharsets.UTF_8)));
            }
        }
        return headers;
    }

    /** PostgreSQL text cannot contain NUL. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
