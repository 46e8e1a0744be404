package dev.millrace.ingest.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.codec.WireEvent;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.relay.DeliveryRecords.Records;
import dev.millrace.ingest.relay.PendingDelivery.Origin;
import dev.millrace.ingest.relay.PublishOutcome.Acknowledged;
import dev.millrace.ingest.relay.PublishOutcome.Refused;
import dev.millrace.ingest.relay.PublishOutcome.Unsent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaPublisherTest {

    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private final List<FailingProducer> producers = new ArrayList<>();
    private final KafkaPublisher publisher = new KafkaPublisher(() -> {
        var producer = new FailingProducer();
        producers.add(producer);
        return producer;
    });

    @Test
    void sendsInOrderAndWaitsForEveryAcknowledgement() throws InterruptedException {
        List<PublishOutcome> outcomes = publisher.publish(List.of(delivery(1, "a", 2), delivery(2, "b", 1)), () -> {});

        assertThat(outcomes).containsExactly(new Acknowledged(), new Acknowledged());
        assertThat(sent).containsExactly("a1.0", "a1.1", "b2.0");
    }

    @Test
    void sendsNothingPastAnUnreachableBroker() throws InterruptedException {
        failures.add(new TimeoutException("no metadata"));

        List<PublishOutcome> outcomes = publisher.publish(List.of(delivery(1, "a", 1), delivery(2, "b", 1)), () -> {});

        assertThat(outcomes).hasOnlyElementsOfType(Unsent.class);
        assertThat(sent).isEmpty();
    }

    @Test
    void holdsBackTheKeyOfAFailureAndNoOther() throws InterruptedException {
        failures.add(new LateFailure(new AuthorizationException("not yet")));

        List<PublishOutcome> outcomes =
                publisher.publish(List.of(delivery(1, "a", 1), delivery(2, "a", 1), delivery(3, "b", 1)), () -> {});

        assertThat(outcomes.get(0)).isInstanceOf(Unsent.class);
        assertThat(outcomes.get(1)).isInstanceOf(Unsent.class);
        assertThat(outcomes.get(2)).isEqualTo(new Acknowledged());
    }

    @Test
    void startsOverWithANewProducerAfterAFailure() throws InterruptedException {
        failures.add(new TimeoutException("no metadata"));
        publisher.publish(List.of(delivery(1, "a", 1)), () -> {});

        publisher.publish(List.of(delivery(1, "a", 1)), () -> {});

        assertThat(producers).hasSize(2);
        assertThat(producers.getFirst().closed()).isTrue();
        assertThat(sent).containsExactly("a1.0");
    }

    @Test
    void stepsOverWhatKafkaWillNeverTake() throws InterruptedException {
        failures.add(new RecordTooLargeException("too large"));

        List<PublishOutcome> outcomes = publisher.publish(List.of(delivery(1, "a", 1), delivery(2, "a", 1)), () -> {});

        assertThat(outcomes.get(0)).isInstanceOf(Refused.class);
        assertThat(outcomes.get(1)).isEqualTo(new Acknowledged());
    }

    private static Records delivery(long id, String key, int records) {
        List<WireEvent> events = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            events.add(new WireEvent("forge.raw", key, Map.of("name", key + id + "." + i), new byte[0]));
        }
        var origin = new Origin("github.com", "1", "guid-" + id, "push", key, Instant.EPOCH);
        return new Records(id, origin, events, new Unused(), List.of());
    }

    /** Fails when the acknowledgement is awaited, not when the record is handed over. */
    private static final class LateFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        LateFailure(Throwable cause) {
            super(cause);
        }
    }

    private final class FailingProducer extends MockProducer<String, byte[]> {

        FailingProducer() {
            super(true, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
            RuntimeException failure = failures.poll();
            if (failure instanceof LateFailure) {
                return new CompletableFuture<>() {
                    @Override
                    public RecordMetadata get(long time, TimeUnit unit) throws ExecutionException {
                        throw new ExecutionException(failure.getCause());
                    }
                };
            }
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            sent.add(new String(record.headers().lastHeader("name").value(), UTF_8));
            return super.send(record);
        }
    }
}
