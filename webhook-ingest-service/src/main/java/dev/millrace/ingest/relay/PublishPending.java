package dev.millrace.ingest.relay;

import dev.millrace.ingest.delivery.EventLabel;
import dev.millrace.ingest.delivery.Shards;
import dev.millrace.ingest.reconciliation.ReportedRefs;
import dev.millrace.ingest.reconciliation.ReportedRefs.Settled;
import dev.millrace.ingest.relay.DeliveryRecords.Records;
import dev.millrace.ingest.relay.PublishOutcome.Acknowledged;
import dev.millrace.ingest.relay.PublishOutcome.Refused;
import dev.millrace.ingest.relay.PublishOutcome.Unsent;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.log.LogFields;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Publishes one batch of pending deliveries from the shards that no other instance owns, and marks it. Shards are owned for
 * the length of the transaction; after a crash between sending and marking, the batch is sent again with the same ids and
 * in the same order.
 */
final class PublishPending {

    private static final Logger LOG = Logger.getLogger(PublishPending.class);
    private static final int ROWS = 500;
    private static final long BYTES = 4 * 1024 * 1024;

    private final Database database;
    private final InboxStore store;
    private final DeliveryRecords records;
    private final ReportedRefs reports;
    private final KafkaPublisher publisher;
    private final MeterRegistry meters;
    private final Clock clock;

    PublishPending(
            Database database,
            InboxStore store,
            DeliveryRecords records,
            ReportedRefs reports,
            KafkaPublisher publisher,
            MeterRegistry meters,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.records = records;
        this.reports = reports;
        this.publisher = publisher;
        this.meters = meters;
        this.clock = clock;
    }

    /** How a pass ended, which determines when the next one is due. */
    enum Pass {
        /** nothing is pending in any shard */
        IDLE,
        /** something was published: there may be more */
        BUSY,
        /** another instance owns some shards: deliveries accepted here may be pending there */
        SHARED,
        /** Kafka did not accept everything */
        STUCK
    }

    /** One pass. An interrupt aborts it without marking anything. */
    Pass run() {
        return database.inTransaction(this::run);
    }

    private Pass run(Transaction tx) {
        List<Integer> owned = store.own(tx, Shards.COUNT);
        List<PendingDelivery> waiting = store.pending(tx, owned, ROWS, BYTES);
        if (waiting.isEmpty()) {
            return owned.size() < Shards.COUNT ? Pass.SHARED : Pass.IDLE;
        }
        List<Records> first = waiting.stream().map(records::of).toList();
        Settled settled = reports.settle(
                tx,
                first.stream().flatMap(delivery -> delivery.pushes().stream()).toList());
        List<Records> batch = settle(waiting, first, settled);
        return mark(tx, batch, publish(tx, batch), settled) ? Pass.BUSY : Pass.STUCK;
    }

    private List<Records> settle(List<PendingDelivery> waiting, List<Records> batch, Settled settled) {
        return IntStream.range(0, batch.size())
                .mapToObj(i -> batch.get(i).hasLate(settled.late())
                        ? records.of(waiting.get(i), Generation.FIRST, settled.late())
                        : batch.get(i))
                .toList();
    }

    private List<PublishOutcome> publish(Transaction tx, List<Records> batch) {
        try {
            return publisher.publish(batch, tx::keepAlive);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while publishing; the batch will be sent again", e);
        }
    }

    private boolean mark(Transaction tx, List<Records> batch, List<PublishOutcome> outcomes, Settled settled) {
        Instant now = clock.instant();
        List<Long> published = new ArrayList<>();
        Optional<String> failure = Optional.empty();
        for (int i = 0; i < batch.size(); i++) {
            Records delivery = batch.get(i);
            switch (outcomes.get(i)) {
                case Acknowledged acknowledged -> {
                    count(delivery, delivery.label(), now);
                    if (delivery.poison().isPresent()) {
                        savePoison(tx, delivery, delivery.poison().get(), now);
                    } else {
                        published.add(delivery.id());
                    }
                }
                case Refused(String reason) -> {
                    count(delivery, "refused", now);
                    savePoison(tx, delivery, reason, now);
                }
                case Unsent(String reason) -> failure = failure.or(() -> Optional.of(reason));
            }
        }
        store.savePublished(tx, published, now);
        reports.save(tx, settled, published);
        failure.ifPresent(reason -> LOG.warnf("not everything was published, again soon: %s", reason));
        return failure.isEmpty();
    }

    private void savePoison(Transaction tx, Records delivery, String reason, Instant now) {
        try (var fields = LogFields.of(LogFields.DELIVERY_ID, delivery.origin().guid())) {
            LOG.warnf(
                    "deliveryId=%s event=%s key=%s is stored but means nothing to us: %s",
                    delivery.origin().guid(),
                    delivery.origin().event(),
                    delivery.origin().recordKey(),
                    reason);
        }
        store.savePoison(tx, delivery.id(), reason, now);
    }

    private void count(Records delivery, String outcome, Instant now) {
        // from receipt to acknowledgement by Kafka, by our clock
        Timer.builder("millrace.ingest.published")
                .description("deliveries published, from their receipt to Kafka's acknowledgement")
                .tag("event", EventLabel.of(delivery.origin().event()))
                .tag("outcome", outcome)
                .register(meters)
                .record(Duration.between(delivery.origin().receivedAt(), now));
    }
}
