package dev.millrace.kit.outbox;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.identity.record.RecordSigner;
import dev.millrace.kit.meter.QueueMeters;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The outbox and inbox of the service's own schema, and a relay for each configured schema. */
@ApplicationScoped
class OutboxBeans {

    private final String service;
    private final String schema;
    private final List<String> relayed;
    private final BrokerConnection broker;
    private final List<OutboxRelay> relays = new ArrayList<>();

    OutboxBeans(
            @ConfigProperty(name = "millrace.service") String service,
            @ConfigProperty(name = "millrace.schema") String schema,
            @ConfigProperty(name = "millrace.outbox.schemas") Optional<List<String>> relayed,
            BrokerConnection broker) {
        this.service = service;
        this.schema = schema;
        this.relayed = relayed.orElse(List.of(schema));
        this.broker = broker;
    }

    @Produces
    @Singleton
    EventCodec codec() {
        return new EventCodec(URI.create("/" + service));
    }

    @Produces
    @Singleton
    Outbox outbox(EventCodec codec) {
        return new Outbox(schema, codec);
    }

    @Produces
    @Singleton
    Inbox inbox() {
        return new Inbox(schema);
    }

    void start(
            @Observes @Priority(3000) StartupEvent event,
            Database database,
            Signals signals,
            RecordSigner signer,
            QueueMeters queues) {
        for (String each : relayed) {
            var relay = new OutboxRelay(each, database, signer, this::producer);
            relay.start(signals);
            relays.add(relay);
            queues.watch("millrace.outbox", "events", Tags.of("schema", each), relay::waiting);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        relays.forEach(OutboxRelay::close);
    }

    private Producer<String, byte[]> producer() {
        return new KafkaProducer<>(
                broker.with(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG, "millrace." + service + ".outbox",
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
                        ProducerConfig.LINGER_MS_CONFIG, "0",
                        ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000",
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000",
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000")),
                new StringSerializer(),
                new ByteArraySerializer());
    }
}
