package dev.millrace.kit.meter;

import dev.millrace.events.Topic;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Of the meters that Kafka's clients have for each partition, only the lag is kept: the other six would be most of a scrape.
 * The client reports each topic twice, under its name and with dots replaced by {@code _} (KIP-1109); the second is dropped.
 */
@ApplicationScoped
class KafkaMeters {

    private static final String LAG = "kafka.consumer.fetch.manager.records.lag";

    @Produces
    @Singleton
    MeterFilter partitions() {
        return new Partitions();
    }

    static final class Partitions implements MeterFilter {

        private static final Set<String> FORMER_NAMES = Arrays.stream(Topic.values())
                .map(topic -> topic.wireName().replace('.', '_'))
                .collect(Collectors.toUnmodifiableSet());

        @Override
        public MeterFilterReply accept(Meter.Id id) {
            if (!id.getName().startsWith("kafka.")) {
                return MeterFilterReply.NEUTRAL;
            }
            String topic = id.getTag("topic");
            boolean again = topic != null && FORMER_NAMES.contains(topic);
            boolean ofPartition =
                    id.getTag("partition") != null && !id.getName().equals(LAG);
            return again || ofPartition ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
        }
    }
}
