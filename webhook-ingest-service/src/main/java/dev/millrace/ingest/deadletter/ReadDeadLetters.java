package dev.millrace.ingest.deadletter;

import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.consume.DeadLetterHeaders;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Copies the dead-letter topics of all services to {@code ingest.dead_letter}, those of services that are added later too.
 * Offsets are committed after the rows are, and a row is keyed by its offset: each record is one row. A consumer of its own,
 * not a channel: nothing of a dead letter is decoded, and none may ever become a dead letter again.
 */
@ApplicationScoped
class ReadDeadLetters {

    private static final Logger LOG = Logger.getLogger(ReadDeadLetters.class);

    private static final Pattern TOPICS = Pattern.compile("millrace\\.[a-z-]+\\.dlq");
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Database database;
    private final DeadLetterStore store;
    private final ParkedKeyStore parked;
    private final BrokerConnection broker;
    private final PollLoop loop = new PollLoop("dead-letters", BACKOFF, this::pass);
    /** Used by the loop's thread, and by {@link #onStop} after it has ended. */
    private @Nullable KafkaConsumer<String, byte[]> consumer;

    ReadDeadLetters(Database database, DeadLetterStore store, ParkedKeyStore parked, BrokerConnection broker) {
        this.database = database;
        this.store = store;
        this.parked = parked;
        this.broker = broker;
    }

    void onStart(@Observes @Priority(3000) StartupEvent start, QueueMeters queues) {
        queues.watch("millrace.dead.letters", "open dead letters of all services", Tags.empty(), store::open);
        loop.start();
    }

    void onStop(@Observes ShutdownEvent stop) {
        if (loop.stop(STOP_TIMEOUT)) {
            close();
        }
    }

    private Next pass() {
        try {
            KafkaConsumer<String, byte[]> from = consumer();
            List<DeadRecord> records = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> record : from.poll(POLL)) {
                records.add(new DeadRecord(record));
            }
            if (!records.isEmpty()) {
                take(records);
                from.commitSync();
            }
            return Next.poll(Duration.ZERO);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Adds the records that are not stored yet, and what they state about parked keys. */
    void take(List<DeadRecord> records) {
        database.useTransaction(tx -> {
            for (DeadRecord record : records) {
                if (record.note().isPresent()) {
                    takeNote(tx, record, record.note().get());
                } else {
                    takeLetter(tx, record);
                }
            }
        });
    }

    private void takeLetter(Transaction tx, DeadRecord record) {
        if (store.add(tx, record)) {
            LOG.warnf(
                    "dead letter: service=%s topic=%s eventId=%s attempt=%d: %s",
                    record.service(),
                    record.origin().topic(),
                    record.event().id().orElse("none"),
                    record.attempt(),
                    record.reason());
        }
        Optional<String> key = record.origin().key();
        if (key.isPresent() && record.waiting().isPresent()) {
            parked.save(tx, record, key.get(), record.waiting().get());
        }
    }

    private void takeNote(Transaction tx, DeadRecord record, String note) {
        String topic = record.origin().topic();
        String key = record.origin().key().orElse("");
        switch (note) {
            case DeadLetterHeaders.NOTE_WAITING ->
                record.waiting().ifPresent(count -> parked.saveWaiting(tx, record.service(), topic, key, count));
            case DeadLetterHeaders.NOTE_UNPARKED -> parked.remove(tx, record.service(), topic, key);
            default -> LOG.debugf("service=%s topic=%s has an unknown note about a key", record.service(), topic);
        }
    }

    private KafkaConsumer<String, byte[]> consumer() {
        KafkaConsumer<String, byte[]> known = consumer;
        if (known == null) {
            known = new KafkaConsumer<>(
                    broker.with(Map.of(
                            ConsumerConfig.CLIENT_ID_CONFIG,
                            "millrace.ingest.dead-letters",
                            ConsumerConfig.GROUP_ID_CONFIG,
                            "millrace.ingest.dead-letters",
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                            "earliest",
                            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                            false,
                            // topics of services that start for the first time are found after this time
                            ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                            10_000,
                            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                            50,
                            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                            4 * 1024 * 1024,
                            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                            1024 * 1024)),
                    new StringDeserializer(),
                    new ByteArrayDeserializer());
            known.subscribe(TOPICS);
            consumer = known;
        }
        return known;
    }

    private void close() {
        KafkaConsumer<String, byte[]> known = consumer;
        consumer = null;
        if (known == null) {
            return;
        }
        // a stop interrupts this thread, and an interrupted consumer leaves its group without notice
        boolean interrupted = Thread.interrupted();
        try {
            known.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
