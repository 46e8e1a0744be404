package dev.millrace.kit.identity;

import dev.millrace.events.EventCodec;
import dev.millrace.events.EventCodec.Read;
import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessKeyChanged;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the compacted topic {@code access.keys} from its beginning into {@link AccessKeys}. Every instance reads all of
 * it, so there is no consumer group. The service is not ready until all that was there at start is known.
 */
@ApplicationScoped
class AccessKeysFeed {

    private static final Logger LOG = Logger.getLogger(AccessKeysFeed.class);

    private final AccessKeys keys;
    private final EventCodec codec;
    private final String brokers;
    private final boolean wanted;
    private volatile boolean caughtUp;
    private volatile boolean closed;
    private @Nullable Thread thread;

    AccessKeysFeed(
            AccessKeys keys,
            EventCodec codec,
            @ConfigProperty(name = "kafka.bootstrap.servers") String brokers,
            @ConfigProperty(name = "millrace.identity.enabled", defaultValue = "true") boolean wanted) {
        this.keys = keys;
        this.codec = codec;
        this.brokers = brokers;
        this.wanted = wanted;
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        if (wanted) {
            thread = Thread.ofPlatform().daemon().name("access-keys").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    boolean isReady() {
        return !wanted || caughtUp;
    }

    private void run() {
        while (!closed) {
            try (var consumer = new KafkaConsumer<>(
                    Map.<String, Object>of(
                            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
                    new StringDeserializer(),
                    new ByteArrayDeserializer())) {
                follow(consumer);
            } catch (InterruptException | WakeupException e) {
                return;
            } catch (KafkaException e) {
                LOG.warnf("access.keys cannot be read, again in 1 s: %s", e.getMessage());
                try {
                    Thread.sleep(Duration.ofSeconds(1));
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
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
        while (!closed) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                learn(record);
            }
            if (!caughtUp
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                caughtUp = true;
            }
        }
    }

    private void learn(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            keys.remove(record.key());
            return;
        }
        Map<String, String> headers = StreamSupport.stream(record.headers().spliterator(), false)
                .collect(Collectors.toMap(
                        header -> header.key(),
                        header -> new String(header.value(), StandardCharsets.UTF_8),
                        (first, second) -> second));
        if (codec.read(headers, record.value()) instanceof Read.Understood(AccessKeyChanged changed)) {
            apply(changed);
        } else {
            LOG.warnf("a record of access.keys is not understood and left out: key=%s", record.key());
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
