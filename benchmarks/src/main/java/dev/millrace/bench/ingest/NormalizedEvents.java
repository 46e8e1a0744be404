package dev.millrace.bench.ingest;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** When the first event of each delivery arrives at a consumer of the forges' topics. */
final class NormalizedEvents implements AutoCloseable {

    private static final List<Topic> TOPICS =
            List.of(Topic.FORGE_SCM, Topic.FORGE_COMMENT, Topic.FORGE_CHECK, Topic.FORGE_INSTALLATION);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Map<String, Long> arrivedAt = new ConcurrentHashMap<>();
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread reading;
    private volatile boolean ended;

    private NormalizedEvents(KafkaConsumer<String, byte[]> consumer) {
        this.consumer = consumer;
        this.reading = Thread.ofPlatform().daemon().name("normalized").unstarted(this::read);
    }

    /** Reads what is published from now on. */
    static NormalizedEvents follow(BenchPlatform platform) {
        var consumer =
                new KafkaConsumer<>(platform.kafkaClient(), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = TOPICS.stream()
                .flatMap(topic -> consumer.partitionsFor(topic.wireName()).stream())
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        var events = new NormalizedEvents(consumer);
        events.reading.start();
        return events;
    }

    private void read() {
        while (!ended) {
            for (ConsumerRecord<String, byte[]> one : consumer.poll(POLL)) {
                long now = System.nanoTime();
                var header = one.headers().lastHeader("ce_millracedelivery");
                if (header != null) {
                    arrivedAt.putIfAbsent(new String(header.value(), StandardCharsets.US_ASCII), now);
                }
            }
        }
    }

    /** Time of arrival by GUID, {@link System#nanoTime}; only of deliveries that became an event. */
    Map<String, Long> arrivedAt() {
        return Map.copyOf(arrivedAt);
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        reading.join();
        consumer.close();
    }
}
