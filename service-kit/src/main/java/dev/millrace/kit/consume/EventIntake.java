package dev.millrace.kit.consume;

import dev.millrace.events.Event;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.EventCodec.Read;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.database.TransientFailure;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.record.SignedRecords;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.outbox.Inbox;
import dev.millrace.kit.trace.TraceParent;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.work.Backoff;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How a consumer processes any record from Kafka. The event is recorded in the inbox and takes effect in one transaction, so
 * a duplicate does nothing; a {@link Replay} is processed once more. A transient failure is retried in place, which keeps order; a record that cannot be decoded, or
 * whose effect fails permanently, is thrown as {@link DeadLetter}, and the channel sends it to the dead-letter topic with
 * the reason. A record that {@link SignedRecords} does not accept is skipped. The effect is a span of the trace that the
 * record carries.
 */
@Singleton
public final class EventIntake {

    private static final Logger LOG = Logger.getLogger(EventIntake.class);
    private static final int TRIES_AFTER_OWN_FAILURE = 5;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
    private static final List<String> OUTCOMES =
            List.of("taken", "repeated", "foreign", "rejected", "retried", "parked", "dead");

    private final Database database;
    private final Inbox inbox;
    private final EventCodec codec;
    private final MeterRegistry meters;
    private final SignedRecords signedRecords;
    private final Set<String> counted = ConcurrentHashMap.newKeySet();

    /** Created by the container. */
    public EventIntake(
            Database database, Inbox inbox, EventCodec codec, MeterRegistry meters, SignedRecords signedRecords) {
        this.database = database;
        this.inbox = inbox;
        this.codec = codec;
        this.meters = meters;
        this.signedRecords = signedRecords;
    }

    /**
     * Processes one record. Returns when its effect is committed, or when it has none. Blocks while it retries after a
     * transient failure.
     *
     * @throws DeadLetter if the record belongs in the dead-letter topic
     */
    public void take(ConsumerRecord<String, byte[]> record, EventEffect effect) {
        take(record, record.topic(), effect);
    }

    /**
     * As {@link #take(ConsumerRecord, EventEffect)} for a service in which several consumers read one topic.
     *
     * @param consumer name of the consumer in the inbox: an event has one effect for each
     */
    public void take(ConsumerRecord<String, byte[]> record, String consumer, EventEffect effect) {
        take(record, effect, (tx, event) -> inbox.isNew(tx, consumer, id(record, event)));
    }

    /** By which repetitions are recognized. */
    static UUID id(ConsumerRecord<String, byte[]> record, Event event) {
        return Replay.of(record).map(Replay::recordId).orElse(event.eventId());
    }

    /**
     * As {@link #take} for a compacted topic, where the newest record of a key is its state and a state may recur: every
     * record takes effect, even if its event was seen before. The effect must be idempotent.
     */
    public void takeState(ConsumerRecord<String, byte[]> record, EventEffect effect) {
        take(record, effect, (tx, event) -> true);
    }

    private void take(
            ConsumerRecord<String, byte[]> record, EventEffect effect, BiPredicate<Transaction, Event> isNew) {
        if (!accepts(record)) {
            return;
        }
        switch (read(record)) {
            case Read.Understood(Event event) ->
                describing(record, event, () -> takeIn(record.topic(), event, effect, isNew));
            case Read.Foreign foreign -> count(record.topic(), "foreign");
            case Read.Unreadable(String reason) -> {
                count(record.topic(), "dead");
                throw new DeadLetter(reason, null);
            }
        }
    }

    /** Whether the record may have an effect; if not, it is counted. */
    boolean accepts(ConsumerRecord<String, byte[]> record) {
        prepareCounters(record.topic());
        boolean accepted = signedRecords.accept(record);
        if (!accepted) {
            count(record.topic(), "rejected");
        }
        return accepted;
    }

    Read read(ConsumerRecord<String, byte[]> record) {
        return codec.read(SignedRecords.headers(record), record.value());
    }

    /** Runs the work on an event of a record in a span, with the event's id in every log line. */
    void describing(ConsumerRecord<String, byte[]> record, Event event, Runnable work) {
        try (var fields = LogFields.of(LogFields.EVENT_ID, event.eventId())) {
            TraceSpan.ofRecord("consume " + record.topic(), traceparent(record))
                    .with(LogFields.EVENT_ID, event.eventId())
                    .run(work::run);
        }
    }

    private static @Nullable String traceparent(ConsumerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader(TraceParent.HEADER);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private void takeIn(String topic, Event event, EventEffect effect, BiPredicate<Transaction, Event> isNew) {
        boolean taken = attempt(topic, event.eventId().toString(), tx -> {
            if (!isNew.test(tx, event)) {
                return false;
            }
            effect.apply(tx, event);
            return true;
        });
        count(topic, taken ? "taken" : "repeated");
    }

    /**
     * Runs a transaction, again and again as long as its failure is transient.
     *
     * @param eventId for logs
     * @throws DeadLetter if it fails permanently
     */
    <T> T attempt(String topic, String eventId, Function<Transaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.inTransaction(work);
            } catch (RuntimeException failure) {
                if (!isTransient(failure, attempt)) {
                    count(topic, "dead");
                    LOG.errorf(failure, "eventId=%s topic=%s goes to the dead-letter topic", eventId, topic);
                    throw new DeadLetter(failure.toString(), failure);
                }
                count(topic, "retried");
                Duration wait = BACKOFF.after(attempt);
                LOG.warnf(
                        "eventId=%s topic=%s attempt=%d failed, again in %d ms: %s",
                        eventId, topic, attempt, wait.toMillis(), failure.toString());
                pause(wait);
            }
        }
    }

    private static boolean isTransient(RuntimeException failure, int attempt) {
        if (TransientFailure.isCauseOf(failure)) {
            return true;
        }
        ErrorKind kind = failure instanceof MillraceException known ? known.kind() : ErrorKind.INTERNAL;
        return switch (kind) {
            case CALLER -> false;
            case UPSTREAM, CAPACITY -> true;
            case INTERNAL -> attempt < TRIES_AFTER_OWN_FAILURE;
        };
    }

    private static void pause(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting to try an event again", e);
        }
    }

    /** All outcomes of a topic exist from its first record on: Prometheus sees no increase from a counter that is new. */
    private void prepareCounters(String topic) {
        if (counted.add(topic)) {
            OUTCOMES.forEach(outcome -> counter(topic, outcome));
        }
    }

    void count(String topic, String outcome) {
        counter(topic, outcome).increment();
    }

    private Counter counter(String topic, String outcome) {
        return Counter.builder("millrace.events.consumed")
                .description("records read from Kafka")
                .tag("topic", topic)
                .tag("outcome", outcome)
                .register(meters);
    }

    /** The effect of an event in this service. */
    @FunctionalInterface
    public interface EventEffect {

        /**
         * Writes the effect of the event, in the given transaction only: an external call made here would be repeated after
         * a rollback. May be called again for the same event if the transaction did not commit.
         */
        void apply(Transaction tx, Event event);

        /** An effect of events of one type only. */
        static <E extends Event> EventEffect of(Class<E> type, BiConsumer<Transaction, E> effect) {
            return (tx, event) -> {
                if (type.isInstance(event)) {
                    effect.accept(tx, type.cast(event));
                }
            };
        }
    }

    /** The record belongs in the dead-letter topic. */
    public static final class DeadLetter extends RuntimeException {

        private static final long serialVersionUID = 1;

        DeadLetter(String reason, @Nullable Throwable cause) {
            super(reason, cause);
        }

        /** What caused it, if that is more than the reason; else empty. */
        String causeText() {
            Throwable cause = getCause() == null ? null : getCause().getCause();
            return cause == null ? "" : cause.toString();
        }
    }
}
