package dev.millrace.kit.consume;

import dev.millrace.events.codec.WireEvent;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Writes dead letters, and what becomes of their keys, to the service's dead-letter topic: through the outbox, so that each is
 * written if and only if the transaction commits.
 */
@Singleton
final class ReportDeadLetters {

    private static final int LONGEST_TEXT = 2_000;

    private final Outbox outbox;
    private final String deadLetters;

    /** Created by the container. */
    ReportDeadLetters(Outbox outbox, @ConfigProperty(name = "millrace.service") String service) {
        this.outbox = outbox;
        this.deadLetters = "millrace." + service + ".dlq";
    }

    /**
     * The record as it was read, with the reason.
     *
     * @param cause empty if there is none
     * @param waiting records behind it; empty if its key is not parked behind it
     */
    void deadLetter(
            Transaction tx,
            ConsumerRecord<String, byte[]> record,
            String reason,
            String cause,
            Optional<Integer> waiting) {
        Map<String, String> headers = new HashMap<>(ParkedKeyStore.storable(record));
        headers.keySet().removeIf(name -> name.startsWith(DeadLetterHeaders.PREFIX));
        headers.put(DeadLetterHeaders.REASON, shortened(reason));
        if (!cause.isEmpty()) {
            headers.put(DeadLetterHeaders.CAUSE, shortened(cause));
        }
        headers.put(DeadLetterHeaders.TOPIC, record.topic());
        headers.put(DeadLetterHeaders.PARTITION, Integer.toString(record.partition()));
        headers.put(DeadLetterHeaders.OFFSET, Long.toString(record.offset()));
        waiting.ifPresent(count -> headers.put(DeadLetterHeaders.WAITING, Integer.toString(count)));
        outbox.add(tx, new WireEvent(deadLetters, record.key(), headers, record.value()));
    }

    /** So many records wait behind the dead letter of a key. */
    void waiting(Transaction tx, String topic, String key, int count) {
        note(
                tx,
                key,
                Map.of(
                        DeadLetterHeaders.NOTE,
                        DeadLetterHeaders.NOTE_WAITING,
                        DeadLetterHeaders.TOPIC,
                        topic,
                        DeadLetterHeaders.WAITING,
                        Integer.toString(count)));
    }

    /** Records of the key are processed again as they arrive. */
    void unparked(Transaction tx, String topic, String key) {
        note(tx, key, Map.of(DeadLetterHeaders.NOTE, DeadLetterHeaders.NOTE_UNPARKED, DeadLetterHeaders.TOPIC, topic));
    }

    private void note(Transaction tx, String key, Map<String, String> headers) {
        outbox.add(tx, new WireEvent(deadLetters, key, headers, new byte[0]));
    }

    /** Without what PostgreSQL cannot store. */
    private static String shortened(String text) {
        String clean = text.replace('\0', '\uFFFD');
        return clean.length() <= LONGEST_TEXT ? clean : clean.substring(0, LONGEST_TEXT);
    }
}
