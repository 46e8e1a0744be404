package dev.millrace.bench.platform;

import dev.millrace.events.Event;
import dev.millrace.events.Topic;
import dev.millrace.events.codec.EventCodec;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Everything that is on a topic now. */
public final class TopicEvents {

    private TopicEvents() {}

    /** Passes on each event that is understood, those of one partition in their order; one that was sent twice, twice. */
    public static void read(BenchPlatform platform, Topic topic, Consumer<Event> each) {
        var codec = new EventCodec(URI.create("/bench"));
        try (var consumer =
                new KafkaConsumer<>(platform.kafkaClient(), new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic.wireName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    Map<String, String> headers = StreamSupport.stream(
                                    record.headers().spliterator(), false)
                            .collect(Collectors.toMap(
                                    header -> header.key(),
                                    header -> new String(header.value(), StandardCharsets.UTF_8)));
                    if (codec.read(headers, record.value()) instanceof EventCodec.Read.Understood(var event)) {
                        each.accept(event);
                    }
                }
            }
        }
    }
}
