package dev.millrace.testing;

import dev.millrace.events.Event;
import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.EventCodec.Read;
import dev.millrace.events.codec.WireEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Publishes events to Kafka and reads its topics, as another service would. */
public final class TestEvents {

    private static final EventCodec CODEC = new EventCodec(URI.create("/test"));

    private TestEvents() {}

    /** Publishes an event, signed by the platform if its topic requires it, and returns when the broker has it. */
    public static void publish(Event event) {
        WireEvent wire = CODEC.write(event);
        Map<String, String> headers = Topic.isSigned(wire.topic()) ? TestRecordSignature.added(wire) : wire.headers();
        publish(wire.topic(), wire.key(), headers, wire.value());
    }

    /**
     * Publishes an event as a replay of its delivery does: under a record id of its own.
     *
     * @param forced whether effects that were had before are wanted again
     */
    public static void publishReplay(Event event, boolean forced) {
        WireEvent wire = CODEC.write(event);
        Map<String, String> headers = new HashMap<>(wire.headers());
        headers.put("ce_id", UUID.randomUUID().toString());
        headers.put("ce_replayid", "1");
        if (forced) {
            headers.put("ce_replayforced", "true");
        }
        publish(wire.topic(), wire.key(), headers, wire.value());
    }

    /** Publishes a report of the forge that arrived after its change had been reconciled: under a record id of its own. */
    public static void publishLate(Event event) {
        WireEvent wire = CODEC.write(event);
        Map<String, String> headers = new HashMap<>(wire.headers());
        headers.put("ce_id", UUID.randomUUID().toString());
        headers.put("ce_millracelate", "true");
        publish(wire.topic(), wire.key(), headers, wire.value());
    }

    /** Publishes any record, also one that no service would; without a value it is a tombstone. */
    public static void publish(String topic, String key, Map<String, String> headers, byte @Nullable [] value) {
        Map<String, Object> config = Map.of("bootstrap.servers", TestKafka.brokers(), "acks", "all", "linger.ms", "0");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            var record = new ProducerRecord<>(topic, key, value);
            headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take a record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Registers a team's public key with every service that listens. */
    public static void registerKey(String team, PublicKey key) {
        publish(new AccessKeyChanged(
                UUID.randomUUID(),
                "test-" + UUID.randomUUID(),
                Optional.of(team),
                TestKeys.pem(key),
                true,
                Instant.EPOCH));
    }

    /** All events on the topic now, in order per key, repeats included. */
    public static List<Event> all(Topic topic) {
        List<Event> events = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records(topic.wireName())) {
            if (CODEC.read(headers(record), record.value()) instanceof Read.Understood(Event event)) {
                events.add(event);
            }
        }
        return events;
    }

    /** As {@link #all}, for one type and a filter. */
    public static <E extends Event> List<E> all(Topic topic, Class<E> type, Predicate<E> fits) {
        return all(topic).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(fits)
                .toList();
    }

    /** Every record on the topic now, as stored. */
    public static List<ConsumerRecord<String, byte[]>> records(String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", TestKafka.brokers(), "enable.auto.commit", "false");
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
