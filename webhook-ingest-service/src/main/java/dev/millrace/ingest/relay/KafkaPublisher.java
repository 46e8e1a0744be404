package dev.millrace.ingest.relay;

import dev.millrace.events.codec.WireEvent;
import dev.millrace.ingest.relay.DeliveryRecords.Records;
import dev.millrace.ingest.relay.PublishOutcome.Acknowledged;
import dev.millrace.ingest.relay.PublishOutcome.Refused;
import dev.millrace.ingest.relay.PublishOutcome.Unsent;
import dev.millrace.kit.broker.BrokerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends records and waits for every acknowledgement. For one thread only.
 *
 * <p>The producer never gives up a record while it is open: if it did, a later record could still arrive, and the order
 * within a key would be lost. So while a broker is unavailable, {@link #publish} waits for as long as it takes.
 */
public final class KafkaPublisher implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KafkaPublisher.class);
    private static final Duration WAIT = Duration.ofSeconds(3);

    private final Supplier<Producer<String, byte[]>> producers;
    private @Nullable Producer<String, byte[]> producer;

    /** @param producers makes an idempotent producer that never gives up; see {@link #settings} */
    public KafkaPublisher(Supplier<Producer<String, byte[]>> producers) {
        this.producers = producers;
    }

    /**
     * Makes producers for one publisher.
     *
     * @param clientId names them in logs and metrics
     */
    public static Supplier<Producer<String, byte[]>> producers(BrokerConnection broker, String clientId) {
        return () -> new KafkaProducer<>(settings(broker, clientId), new StringSerializer(), new ByteArraySerializer());
    }

    static Map<String, Object> settings(BrokerConnection broker, String clientId) {
        return broker.with(Map.ofEntries(
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, clientId),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000),
                Map.entry(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 1_000)));
    }

    /**
     * Sends the deliveries' records in order.
     *
     * @param stillWaiting called every few seconds while an acknowledgement is awaited; an exception from it ends the wait
     * @return one outcome for each delivery, in the same order; after an {@link Unsent} nothing of the same key is
     *     {@link Acknowledged}, and the producer has been replaced
     * @throws InterruptedException if stopped while waiting; it is then unknown what was acknowledged
     */
    public List<PublishOutcome> publish(List<Records> deliveries, Runnable stillWaiting) throws InterruptedException {
        List<List<Future<RecordMetadata>>> sent = new ArrayList<>();
        for (Records delivery : deliveries) {
            List<Future<RecordMetadata>> futures = send(delivery);
            sent.add(futures);
            if (futures.size() < delivery.records().size()) {
                break; // Kafka cannot be reached: anything sent after this record would overtake it
            }
        }
        List<PublishOutcome> outcomes = new ArrayList<>();
        var stuckKeys = new HashSet<String>();
        for (int i = 0; i < deliveries.size(); i++) {
            Records delivery = deliveries.get(i);
            PublishOutcome outcome = i < sent.size()
                    ? await(delivery, sent.get(i), stillWaiting)
                    : new Unsent("not sent after a failure before it");
            String key = delivery.origin().recordKey();
            if (outcome instanceof Acknowledged && stuckKeys.contains(key)) {
                outcome = new Unsent("a delivery of its key before it was not acknowledged");
            }
            if (outcome instanceof Unsent) {
                stuckKeys.add(key);
            }
            outcomes.add(outcome);
        }
        if (!stuckKeys.isEmpty()) {
            close();
        }
        return outcomes;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    private List<Future<RecordMetadata>> send(Records delivery) {
        List<Future<RecordMetadata>> futures = new ArrayList<>();
        for (WireEvent record : delivery.records()) {
            try {
                Future<RecordMetadata> future = producer().send(toKafka(record));
                if (future.isDone() && future.state() == Future.State.FAILED && !isRefusal(future.exceptionNow())) {
                    return futures;
                }
                futures.add(future);
            } catch (KafkaException e) {
                LOG.debugf(e, "deliveryId=%s not sent", delivery.origin().guid());
                return futures;
            }
        }
        return futures;
    }

    private Producer<String, byte[]> producer() {
        if (producer == null) {
            producer = producers.get();
        }
        return producer;
    }

    private static PublishOutcome await(Records delivery, List<Future<RecordMetadata>> futures, Runnable stillWaiting)
            throws InterruptedException {
        for (Future<RecordMetadata> future : futures) {
            try {
                acknowledged(delivery, future, stillWaiting);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                return isRefusal(cause) ? new Refused(cause.toString()) : new Unsent(cause.toString());
            }
        }
        return futures.size() == delivery.records().size() ? new Acknowledged() : new Unsent("Kafka cannot be reached");
    }

    private static void acknowledged(Records delivery, Future<RecordMetadata> future, Runnable stillWaiting)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                future.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                LOG.warnf(
                        "Kafka does not acknowledge; still waiting, deliveryId=%s",
                        delivery.origin().guid());
                stillWaiting.run();
            }
        }
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException;
    }

    private static ProducerRecord<String, byte[]> toKafka(WireEvent event) {
        var record = new ProducerRecord<>(event.topic(), event.key(), event.value());
        event.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}
