package dev.millrace.kit.identity;

import dev.millrace.events.Event;
import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.events.access.SigningKeyChanged;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.EventCodec.Read;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.identity.key.PublicKeys;
import dev.millrace.kit.identity.record.SignedRecords;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Follows the compacted topic {@code access.keys} from its beginning into {@link AccessKeys} and {@link SigningKeys}. Every
 * instance reads all of it, so there is no consumer group. The service is not ready until it has read all records that
 * existed at its start.
 */
@ApplicationScoped
class AccessKeysFeed {

    private static final Logger LOG = Logger.getLogger(AccessKeysFeed.class);

    private final AccessKeys keys;
    private final SigningKeys signingKeys;
    private final EventCodec codec;
    private final SignedRecords signedRecords;
    private final BrokerConnection broker;
    private final boolean hasPlatformKey;
    private final boolean wanted;
    /** Why not all keys are known yet; empty once they are. */
    private volatile Optional<String> missing = Optional.of("the topic access.keys has not been read yet");

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicReference<KafkaConsumer<String, byte[]>> reading = new AtomicReference<>();
    /** Time of the newest event of each key; used by the reading thread only. */
    private final Map<String, Instant> newest = new HashMap<>();

    AccessKeysFeed(
            AccessKeys keys,
            SigningKeys signingKeys,
            EventCodec codec,
            SignedRecords signedRecords,
            BrokerConnection broker,
            @ConfigProperty(name = "millrace.platform.public-key-file") Optional<String> platformKey,
            @ConfigProperty(name = "millrace.identity.enabled", defaultValue = "true") boolean wanted) {
        this.keys = keys;
        this.signingKeys = signingKeys;
        this.codec = codec;
        this.signedRecords = signedRecords;
        this.broker = broker;
        this.hasPlatformKey = platformKey.isPresent();
        this.wanted = wanted;
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        if (wanted && !hasPlatformKey) {
            throw new IllegalStateException(
                    "millrace.platform.public-key-file is not configured: no key of a team could be accepted");
        }
        if (wanted) {
            Thread.ofPlatform().daemon().name("access-keys").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
        KafkaConsumer<String, byte[]> consumer = reading.get();
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    /** Why tokens cannot be verified yet, human-readable; empty if they can, or need not be. */
    Optional<String> missing() {
        return wanted ? missing : Optional.empty();
    }

    private void run() {
        do {
            try (var consumer = new KafkaConsumer<>(
                    broker.with(Map.of(
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                            // readiness states soon why the keys are missing
                            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000")),
                    new StringDeserializer(),
                    new ByteArrayDeserializer())) {
                reading.set(consumer);
                follow(consumer);
            } catch (WakeupException e) {
                return;
            } catch (KafkaException e) {
                LOG.warnf("access.keys cannot be read, again in 1 s: %s", e.getMessage());
                missing = missing.map(before ->
                        "the topic access.keys cannot be read from Kafka at %s: %s".formatted(broker, e.getMessage()));
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
        List<TopicPartition> partitions = consumer.partitionsFor(Topic.ACCESS_KEYS.wireName()).stream()
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
    private static Optional<String> unread(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        long unread = ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
        return unread == 0
                ? Optional.empty()
                : Optional.of("%d records of the topic access.keys are not read yet".formatted(unread));
    }

    private void learn(ConsumerRecord<String, byte[]> record) {
        if (!signedRecords.accept(record)) {
            return;
        }
        switch (codec.read(SignedRecords.headers(record), record.value())) {
            case Read.Understood(Event event)
            when isOutdated(event) ->
                LOG.debugf("a record of access.keys is older than what is known and left out: key=%s", record.key());
            case Read.Understood(AccessKeyChanged changed) -> apply(changed);
            case Read.Understood(SigningKeyChanged changed) -> apply(changed);
            case Read other ->
                LOG.warnf("a record of access.keys is not understood and left out: key=%s", record.key());
        }
    }

    /** A replayed record, even one with a valid signature, must not restore a revoked key. */
    private boolean isOutdated(Event event) {
        Instant known =
                newest.merge(event.key(), event.occurredAt(), (before, now) -> before.isAfter(now) ? before : now);
        return known.isAfter(event.occurredAt());
    }

    private void apply(SigningKeyChanged changed) {
        if (changed.active()) {
            signingKeys.put(
                    new SigningKeys.SigningKey(changed.keyId(), changed.team(), changed.kind(), changed.publicKey()));
        } else {
            signingKeys.remove(changed.keyId());
        }
    }

    private void apply(AccessKeyChanged changed) {
        if (!changed.active()) {
            keys.remove(changed.keyId());
            return;
        }
        try {
            keys.put(changed.keyId(), changed.team(), PublicKeys.read(changed.publicKeyPem()));
        } catch (IllegalArgumentException e) {
            LOG.warnf("keyId=%s is left out: %s", changed.keyId(), e.getMessage());
        }
    }
}
