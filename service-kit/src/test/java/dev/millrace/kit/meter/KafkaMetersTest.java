package dev.millrace.kit.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class KafkaMetersTest {

    private static final String FETCH = "kafka.consumer.fetch.manager.";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void keepTheLagOfEachPartitionOnceAndNothingElseOfIt() {
        meters.config().meterFilter(new KafkaMeters.Partitions());

        meters.counter(FETCH + "records.lag", "topic", "git.updates", "partition", "1");
        meters.counter(FETCH + "records.lag", "topic", "git_updates", "partition", "1");
        meters.counter(FETCH + "records.lead", "topic", "git.updates", "partition", "1");
        meters.counter(FETCH + "bytes.consumed", "topic", "git.updates");
        meters.counter(FETCH + "bytes.consumed", "topic", "git_updates");
        meters.counter("millrace.events.consumed", "topic", "git_updates");

        assertThat(meters.getMeters())
                .extracting(
                        meter -> meter.getId().getName() + " " + meter.getId().getTag("topic"))
                .containsExactlyInAnyOrder(
                        FETCH + "records.lag git.updates",
                        FETCH + "bytes.consumed git.updates",
                        "millrace.events.consumed git_updates");
    }
}
