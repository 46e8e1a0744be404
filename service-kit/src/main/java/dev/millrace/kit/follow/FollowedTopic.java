package dev.millrace.kit.follow;

import dev.millrace.events.Event;
import dev.millrace.events.Topic;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.EventCodec.Read;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.identity.record.SignedRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads a compacted, signed topic from its beginning, and each new record when it arrives. There is no consumer group: every
 * instance reads all of it. A record that the platform did not sign, or that is older than one of the same key that was read
 * before, has no effect.
 */
public final class FollowedTopic implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FollowedTopic.class);

    private final String topic;
    private final EventCodec codec;
    private final SignedRecords signedRecords;
    private final BrokerConnection broker;
    private final Consumer<Event> follower;

    /** Why not everything is known yet; empty once it is. */
    private volatile Optional<String> missing;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicReference<KafkaConsumer<String, byte[]>> reading = new AtomicReference<>();
    /** Time of the newest event of each key; used by the reading thread only. */
    private final Map<String, Instant> newest = new HashMap<>();

    /** @param follower gets every event that has an effect, on one thread */
    public FollowedTopic(
            Topic topic,
            EventCodec codec,
            SignedRecords signedRecords,
            BrokerConnection broker,
            Consumer<Event> follower) {
        this.topic = topic.wireName();
        this.codec = codec;
        this.signedRecords = signedRecords;
        this.broker = broker;
        this.follower = follower;
        this.missing = Optional.of("the topic %s has not been read yet".formatted(this.topic));
    }

    /** Starts to read, on a thread of its own. To be called once. */
    public void start() {
        Thread.ofPlatform().daemon().name(topic.replace('.', '-')).start(this::run);
    }

    /** Stops reading; does not wait for it. */
    @Override
    public void close() {
        stopping.countDown();
        KafkaConsumer<String, byte[]> consumer = reading.get();
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    /** Why the records that existed at the start are not all known yet, human-readable; empty once they are. */
    public Optional<String> missing() {
        return missing;
    }

    private void run() {
        do {
            try (var consumer = new KafkaConsumer<>(
                    broker.with(Map.of(
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                            // readiness states soon why records are missing
                            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000")),
                    new StringDeserializer(),
                    new ByteArrayDeserializer())) {
                reading.set(consumer);
                follow(consumer);
            } catch (WakeupException e) {
                return;
            } catch (KafkaException e) {
                LOG.warnf("%s cannot be read, again in 1 s: %s", topic, e.getMessage());
                missing = missing.map(before ->
                        "the topic %s cannot be read from Kafka at %s: %s".formatted(topic, broker, e.getMessage()));
            }
        } while (!isStoppingWithin(Duration.ofSeconds(1)));
    }

    private boolean isStoppingWithin(Duration time) {
        try {
            return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void follow(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("the topic does not exist yet");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!isStoppingWithin(Duration.ZERO)) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                learn(record);
            }
            if (missing.isPresent()) {
                missing = unread(consumer, ends);
            }
        }
    }

    /** The records that existed at the start: empty once all have been read. */
    private Optional<String> unread(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        long unread = ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
        return unread == 0
                ? Optional.empty()
                : Optional.of("%d records of the topic %s are not read yet".formatted(unread, topic));
    }

    private void learn(ConsumerRecord<String, byte[]> record) {
        if (!signedRecords.accept(record)) {
            return;
        }
        switch (codec.read(SignedRecords.headers(record), record.value())) {
            case Read.Understood(Event event)
            when isOutdated(event) ->
                LOG.debugf("a record of %s is older than what is known and left out: key=%s", topic, record.key());
            case Read.Understood(Event event) -> follower.accept(event);
            case Read other -> LOG.warnf("a record of %s is not understood and left out: key=%s", topic, record.key());
        }
    }

    /** A replayed record, even one with a valid signature, must not restore what was revoked. */
    private boolean isOutdated(Event event) {
        Instant known =
                newest.merge(event.key(), event.occurredAt(), (before, now) -> before.isAfter(now) ? before : now);
        return known.isAfter(event.occurredAt());
    }
}
