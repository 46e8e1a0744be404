package dev.millrace.kit.consume;

import dev.millrace.events.Event;
import dev.millrace.events.codec.EventCodec.Read;
import dev.millrace.kit.consume.EventIntake.DeadLetter;
import dev.millrace.kit.consume.EventIntake.EventEffect;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.record.SignedRecords;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.outbox.Inbox;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * As {@link EventIntake}, for a consumer whose effects depend on the order of the records of a key. When a record becomes a dead
 * letter, its key is parked: the records behind it wait in the database until the dead letter is released or discarded, and are
 * then processed in their order, before any that arrives later. Other keys are not affected.
 *
 * <p>The key is parked in the transaction that writes the dead letter to the outbox. A decision arrives as a record on the same
 * topic with the same key ({@link DeadLetterHeaders#RELEASES}, {@link DeadLetterHeaders#DISCARDS}), so the instance that has the
 * partition processes what waits. Each record that waits is one transaction; if the process ends in between, Kafka delivers the
 * decision again, and the rest follows.
 *
 * <p>A record without a key or a value cannot be released, and is an ordinary dead letter.
 */
@Singleton
public final class OrderedIntake {

    private static final Logger LOG = Logger.getLogger(OrderedIntake.class);
    private static final String OF_A_PARKED_KEY = "of a parked key";

    private final EventIntake intake;
    private final Inbox inbox;
    private final ParkedKeyStore keys;
    private final ReportDeadLetters report;
    private final int limit;

    /** Created by the container. */
    @Inject
    OrderedIntake(
            EventIntake intake,
            Inbox inbox,
            ReportDeadLetters report,
            QueueMeters queues,
            ParkConfig config,
            @ConfigProperty(name = "millrace.schema") String schema) {
        this(intake, inbox, report, new ParkedKeyStore(schema), config.records());
        queues.watch(
                "millrace.parked.records", "records of the key that has most of them", Tags.empty(), keys::longest);
    }

    OrderedIntake(EventIntake intake, Inbox inbox, ReportDeadLetters report, ParkedKeyStore keys, int limit) {
        this.intake = intake;
        this.inbox = inbox;
        this.report = report;
        this.keys = keys;
        this.limit = limit;
    }

    /** The effect of a record, which may depend on more than its event. */
    @FunctionalInterface
    public interface RecordEffect {

        /** The effect of this record, which may also be one that has waited. */
        EventEffect of(ConsumerRecord<String, byte[]> record);
    }

    /** What became of a record in a transaction. */
    private enum Step {
        TAKEN,
        REPEATED,
        FOREIGN,
        PARKED,
        /** It became a dead letter. */
        DEAD,
        /** It is processed after what waits. */
        BEHIND,
        /** It was the decision on the head: what waits is processed, and nothing else. */
        DECIDED
    }

    /**
     * Processes one record. Returns when its effect is committed, when it waits, when it is a dead letter, or when it has no
     * effect. Blocks while it retries after a transient failure.
     *
     * @throws DeadLetter if the record cannot be released, and belongs in the dead-letter topic
     */
    public void take(ConsumerRecord<String, byte[]> record, RecordEffect effects) {
        if (record.key() == null || record.key().indexOf('\0') >= 0 || record.value() == null) {
            intake.take(record, effects.of(record));
        } else if (intake.accepts(record)) {
            Read read = intake.read(record);
            if (read instanceof Read.Understood(Event event)) {
                intake.describing(record, event, () -> process(record, read, effects));
            } else {
                process(record, read, effects);
            }
        }
    }

    private void process(ConsumerRecord<String, byte[]> record, Read read, RecordEffect effects) {
        Step step = step(record, read, effects);
        while (step == Step.BEHIND) {
            processWaiting(record.topic(), record.key(), effects);
            step = step(record, read, effects);
        }
        if (step == Step.DECIDED) {
            processWaiting(record.topic(), record.key(), effects);
        }
    }

    private Step step(ConsumerRecord<String, byte[]> record, Read read, RecordEffect effects) {
        Step step;
        try {
            step = intake.attempt(record.topic(), id(read), tx -> decide(tx, record, read, effects));
        } catch (DeadLetter failed) {
            return intake.attempt(record.topic(), id(read), tx -> giveUp(tx, record, failed));
        }
        count(record.topic(), step);
        return step;
    }

    private Step decide(Transaction tx, ConsumerRecord<String, byte[]> record, Read read, RecordEffect effects) {
        Optional<ParkedKey> parked = keys.lock(tx, record.topic(), record.key());
        if (parked.isEmpty()) {
            return apply(tx, record, read, false, effects);
        }
        if (!parked.get().isClosed()) {
            return Step.BEHIND;
        }
        if (decides(record, parked.get(), DeadLetterHeaders.DISCARDS)) {
            keys.removeHead(tx, record.topic(), record.key());
            return Step.DECIDED;
        }
        if (decides(record, parked.get(), DeadLetterHeaders.RELEASES)) {
            if (apply(tx, record, read, true, effects) == Step.DEAD) {
                return Step.DEAD;
            }
            keys.removeHead(tx, record.topic(), record.key());
            return Step.DECIDED;
        }
        return parked.get().hasHead(RecordPosition.of(record)) ? Step.REPEATED : park(tx, record, read, parked.get());
    }

    /** Processes a record whose turn it is. */
    private Step apply(
            Transaction tx, ConsumerRecord<String, byte[]> record, Read read, boolean isParked, RecordEffect effects) {
        return switch (read) {
            case Read.Foreign foreign -> Step.FOREIGN;
            case Read.Unreadable(String reason) -> head(tx, record, isParked, reason, "");
            case Read.Understood(Event event) -> {
                if (!inbox.isNew(tx, record.topic(), EventIntake.id(record, event))) {
                    yield Step.REPEATED;
                }
                effects.of(record).apply(tx, event);
                yield Step.TAKEN;
            }
        };
    }

    private Step park(Transaction tx, ConsumerRecord<String, byte[]> record, Read read, ParkedKey parked) {
        if (read instanceof Read.Foreign) {
            return Step.FOREIGN;
        }
        boolean isSeen = read instanceof Read.Understood(Event event)
                && inbox.contains(tx, record.topic(), EventIntake.id(record, event));
        if (isSeen) {
            return Step.REPEATED;
        }
        if (parked.waiting() >= limit) {
            report.deadLetter(
                    tx,
                    record,
                    "%d records wait behind a dead letter of the key '%s' already".formatted(limit, record.key()),
                    "",
                    Optional.empty());
            return Step.DEAD;
        }
        if (keys.add(tx, record)) {
            report.waiting(tx, record.topic(), record.key(), parked.waiting() + 1);
        }
        return Step.PARKED;
    }

    /** The record cannot be processed: what follows waits. */
    private Step giveUp(Transaction tx, ConsumerRecord<String, byte[]> record, DeadLetter failed) {
        Optional<ParkedKey> parked = keys.lock(tx, record.topic(), record.key());
        boolean isOfAnother = parked.filter(ParkedKey::isClosed)
                .filter(key -> !decides(record, key, DeadLetterHeaders.RELEASES))
                .isPresent();
        if (isOfAnother) {
            // another instance, which has the partition now, has parked the key meanwhile
            return Step.BEHIND;
        }
        return head(tx, record, parked.isPresent(), String.valueOf(failed.getMessage()), failed.causeText());
    }

    /** Parks the key behind a record that has become a dead letter. */
    private Step head(
            Transaction tx, ConsumerRecord<String, byte[]> record, boolean isParked, String reason, String cause) {
        RecordPosition head = RecordPosition.of(record);
        if (isParked) {
            keys.updateHead(tx, record.topic(), record.key(), head);
        } else if (!keys.park(tx, record.topic(), record.key(), head)) {
            // a key that is not parked has no row to lock: another instance has parked it in this moment
            return Step.BEHIND;
        }
        int waiting = keys.lock(tx, record.topic(), record.key())
                .map(ParkedKey::waiting)
                .orElse(0);
        report.deadLetter(tx, record, reason, cause, Optional.of(waiting));
        LOG.warnf("topic=%s key=%s is parked behind %s", record.topic(), record.key(), head);
        return Step.DEAD;
    }

    /** Processes what waits, one after the other, until nothing does or one of these records becomes a dead letter. */
    private void processWaiting(String topic, String key, RecordEffect effects) {
        Optional<Step> step;
        do {
            try {
                step = intake.attempt(topic, OF_A_PARKED_KEY, tx -> processOldest(tx, topic, key, effects));
            } catch (DeadLetter failed) {
                step = intake.attempt(topic, OF_A_PARKED_KEY, tx -> giveUpOldest(tx, topic, key, failed));
            }
            step.ifPresent(each -> count(topic, each));
        } while (step.isPresent());
    }

    /** Returns what became of the record; empty if none may be processed now. */
    private Optional<Step> processOldest(Transaction tx, String topic, String key, RecordEffect effects) {
        if (!isOpen(tx, topic, key)) {
            return Optional.empty();
        }
        Optional<ConsumerRecord<String, byte[]>> oldest = keys.findOldest(tx, topic, key);
        if (oldest.isEmpty()) {
            keys.remove(tx, topic, key);
            report.unparked(tx, topic, key);
            LOG.infof("topic=%s key=%s is no longer parked", topic, key);
            return Optional.empty();
        }
        ConsumerRecord<String, byte[]> record = oldest.get();
        keys.removeRecord(tx, record);
        return Optional.of(apply(tx, record, intake.read(record), true, effects));
    }

    private Optional<Step> giveUpOldest(Transaction tx, String topic, String key, DeadLetter failed) {
        if (isOpen(tx, topic, key)) {
            keys.findOldest(tx, topic, key).ifPresent(record -> {
                keys.removeRecord(tx, record);
                head(tx, record, true, String.valueOf(failed.getMessage()), failed.causeText());
            });
        }
        return Optional.empty();
    }

    private boolean isOpen(Transaction tx, String topic, String key) {
        return keys.lock(tx, topic, key).filter(parked -> !parked.isClosed()).isPresent();
    }

    private static boolean decides(ConsumerRecord<String, byte[]> record, ParkedKey parked, String header) {
        Map<String, String> headers = SignedRecords.headers(record);
        return RecordPosition.in(headers, header).filter(parked::hasHead).isPresent();
    }

    private static String id(Read read) {
        return read instanceof Read.Understood(Event event) ? event.eventId().toString() : "unknown";
    }

    private void count(String topic, Step step) {
        switch (step) {
            case TAKEN, DECIDED -> intake.count(topic, "taken");
            case REPEATED -> intake.count(topic, "repeated");
            case FOREIGN -> intake.count(topic, "foreign");
            case PARKED -> intake.count(topic, "parked");
            case DEAD -> intake.count(topic, "dead");
            case BEHIND -> {
                // is counted when it is processed
            }
        }
    }
}
