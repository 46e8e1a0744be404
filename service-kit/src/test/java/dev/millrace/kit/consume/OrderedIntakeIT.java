package dev.millrace.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Event;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.KitDatabase;
import dev.millrace.kit.consume.EventIntake.DeadLetter;
import dev.millrace.kit.consume.OrderedIntake.RecordEffect;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.record.RecordVerifier;
import dev.millrace.kit.identity.record.SignedRecords;
import dev.millrace.kit.outbox.Inbox;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.testing.TestPlatformKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class OrderedIntakeIT {

    private static final int LIMIT = 3;

    private final EventCodec codec = new EventCodec(URI.create("/test"));
    private final Database database = KitDatabase.fresh();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ParkedKeyStore keys = new ParkedKeyStore(KitDatabase.SCHEMA);
    private final OrderedIntake intake = instance();

    private final UUID repository = UUID.randomUUID();
    private final UUID otherRepository = UUID.randomUUID();
    private final Set<String> failing = new HashSet<>();
    private int offset;

    /** Writes its name where the effects are, in the transaction; what is in {@link #failing} fails. */
    private final RecordEffect effects = record -> (tx, event) -> {
        String name = name(event);
        if (failing.contains(name)) {
            throw MillraceException.badRequest(name + " is broken");
        }
        tx.handle().execute("insert into effect (name) values (?)", name);
    };

    OrderedIntakeIT() {
        database.useTransaction(
                tx -> tx.handle().execute("create table effect (id bigint generated always as identity, name text)"));
    }

    @Test
    void processesWhatFollowsADeadLetterAfterItsRelease() {
        failing.add("two");
        ConsumerRecord<String, byte[]> dead = event("two");
        take(event("one"), dead, event("three"), event("four"));
        assertThat(effects()).containsExactly("one");

        failing.clear();
        take(released(dead), event("five"));

        assertThat(effects()).containsExactly("one", "two", "three", "four", "five");
        assertThat(parked()).isEmpty();
    }

    @Test
    void processesWhatFollowsADeadLetterAfterItWasDiscarded() {
        failing.add("two");
        ConsumerRecord<String, byte[]> dead = event("two");
        take(event("one"), dead, event("three"), event("four"));

        take(discarded(dead), event("five"));

        assertThat(effects()).containsExactly("one", "three", "four", "five");
        assertThat(parked()).isEmpty();
    }

    @Test
    void doesNotHoldBackOtherKeys() {
        failing.add("one");
        take(event("one"), event("two"), record(otherRepository, "other"));

        assertThat(effects()).containsExactly("other");
    }

    @Test
    void parksTheKeyBehindARecordThatItCannotRead() {
        ConsumerRecord<String, byte[]> dead = unreadable();
        take(dead, event("two"));
        assertThat(effects()).isEmpty();

        ConsumerRecord<String, byte[]> again = released(dead);
        take(again);
        assertThat(effects()).isEmpty();
        take(discarded(again));

        assertThat(effects()).containsExactly("two");
    }

    @Test
    void parksTheKeyBehindTheNextRecordThatFails() {
        failing.addAll(List.of("one", "three"));
        ConsumerRecord<String, byte[]> first = event("one");
        ConsumerRecord<String, byte[]> third = event("three");
        take(first, event("two"), third, event("four"));

        take(discarded(first), event("five"));
        assertThat(effects()).containsExactly("two");
        assertThat(parked()).hasValueSatisfying(key -> assertThat(key.waiting()).isEqualTo(2));
        failing.clear();
        take(released(third));

        assertThat(effects()).containsExactly("two", "three", "four", "five");
    }

    @Test
    void staysParkedWhenAReleasedRecordFailsAgain() {
        failing.add("one");
        ConsumerRecord<String, byte[]> dead = event("one");
        take(dead, event("two"));

        ConsumerRecord<String, byte[]> again = released(dead);
        take(again, event("three"));
        assertThat(effects()).isEmpty();
        take(discarded(dead));
        assertThat(effects()).isEmpty();
        take(discarded(again));

        assertThat(effects()).containsExactly("two", "three");
    }

    @Test
    void ignoresDecisionsOnRecordsThatParkNothing() {
        failing.add("two");
        ConsumerRecord<String, byte[]> one = event("one");
        take(one, event("two"), event("three"));

        take(discarded(one), released(one));

        assertThat(effects()).containsExactly("one");
        assertThat(parked()).hasValueSatisfying(key -> assertThat(key.waiting()).isEqualTo(1));
    }

    @Test
    void parksAndProcessesEachRecordOnceIfItIsDeliveredAgain() {
        failing.add("two");
        ConsumerRecord<String, byte[]> one = event("one");
        ConsumerRecord<String, byte[]> dead = event("two");
        ConsumerRecord<String, byte[]> three = event("three");
        take(one, dead, three);

        take(one, dead, three);
        assertThat(sent("dead-letter-reason")).hasSize(1);
        assertThat(parked()).hasValueSatisfying(key -> assertThat(key.waiting()).isEqualTo(1));
        failing.clear();
        ConsumerRecord<String, byte[]> release = released(dead);
        take(release, release, three);

        assertThat(effects()).containsExactly("one", "two", "three");
    }

    @Test
    void continuesInOrderAfterACrashBetweenTwoRecordsThatWaited() {
        failing.add("one");
        ConsumerRecord<String, byte[]> dead = event("one");
        take(dead, event("two"), event("three"), event("four"));
        ConsumerRecord<String, byte[]> discard = discarded(dead);
        RecordEffect crashing = record -> (tx, event) -> {
            effects.of(record).apply(tx, event);
            if (name(event).equals("three")) {
                throw new AssertionError("the process ends here");
            }
        };
        assertThatThrownBy(() -> intake.take(discard, crashing)).isInstanceOf(AssertionError.class);
        assertThat(effects()).containsExactly("two");

        OrderedIntake restarted = instance();
        restarted.take(discard, effects);

        assertThat(effects()).containsExactly("two", "three", "four");
        assertThat(parked()).isEmpty();
    }

    @Test
    void processesWhatWaitsBeforeALaterRecordIfTheProcessEndedInBetween() {
        failing.add("one");
        ConsumerRecord<String, byte[]> dead = event("one");
        take(dead, event("two"), event("three"));
        database.useTransaction(tx -> keys.removeHead(tx, dead.topic(), dead.key()));

        instance().take(event("four"), effects);

        assertThat(effects()).containsExactly("two", "three", "four");
    }

    /** After the partition has moved, two instances may process the same records for a moment. */
    @RepeatedTest(10)
    void keepsTheOrderWithTwoInstancesAtOnce() throws Exception {
        failing.add("two");
        ConsumerRecord<String, byte[]> dead = event("two");
        List<ConsumerRecord<String, byte[]>> all = List.of(event("one"), dead, event("three"), event("four"));

        takeAtOnce(all);
        assertThat(effects()).containsExactly("one");
        assertThat(sent("dead-letter-reason")).hasSize(1);
        failing.clear();
        takeAtOnce(List.of(released(dead), event("five")));

        assertThat(effects()).containsExactly("one", "two", "three", "four", "five");
        assertThat(parked()).isEmpty();
    }

    @Test
    void makesDeadLettersOfWhatIsMoreThanMayWait() {
        failing.add("one");
        ConsumerRecord<String, byte[]> dead = event("one");

        take(dead, event("two"), event("three"), event("four"), event("five"));

        assertThat(parked()).hasValueSatisfying(key -> assertThat(key.waiting()).isEqualTo(LIMIT));
        assertThat(sent("dead-letter-reason"))
                .hasSize(2)
                .last()
                .satisfies(headers -> assertThat(headers)
                        .doesNotContainKey(DeadLetterHeaders.WAITING)
                        .hasEntrySatisfying(
                                DeadLetterHeaders.REASON,
                                reason -> assertThat(reason).contains("3 records wait")));
        take(discarded(dead));
        assertThat(effects()).containsExactly("two", "three", "four");
    }

    @Test
    void reportsTheDeadLetterAndWhatBecomesOfItsKey() {
        failing.add("one");
        ConsumerRecord<String, byte[]> dead = event("one");

        take(dead, event("two"), discarded(dead));

        List<Map<String, String>> reported = sent("dead-letter-topic");
        assertThat(reported)
                .hasSize(3)
                .allSatisfy(headers -> assertThat(headers).containsEntry(DeadLetterHeaders.TOPIC, "git.sync.requests"));
        assertThat(reported.get(0))
                .containsEntry(DeadLetterHeaders.PARTITION, "0")
                .containsEntry(DeadLetterHeaders.OFFSET, Long.toString(dead.offset()))
                .containsEntry(DeadLetterHeaders.WAITING, "0")
                .containsKeys("ce_id", "ce_type")
                .hasEntrySatisfying(
                        DeadLetterHeaders.REASON, reason -> assertThat(reason).contains("one is broken"));
        assertThat(reported.get(1))
                .containsEntry(DeadLetterHeaders.NOTE, DeadLetterHeaders.NOTE_WAITING)
                .containsEntry(DeadLetterHeaders.WAITING, "1");
        assertThat(reported.get(2)).containsEntry(DeadLetterHeaders.NOTE, DeadLetterHeaders.NOTE_UNPARKED);
        assertThat(counted("parked")).isEqualTo(1);
        assertThat(counted("dead")).isEqualTo(1);
    }

    @Test
    void parksNothingBehindARecordThatCannotBeReleased() {
        var tombstone = new ConsumerRecord<String, byte[]>("git.sync.requests", 0, 100, repository.toString(), null);

        assertThatThrownBy(() -> intake.take(tombstone, effects)).isInstanceOf(DeadLetter.class);

        assertThat(parked()).isEmpty();
    }

    @SafeVarargs
    private void take(ConsumerRecord<String, byte[]>... records) {
        for (ConsumerRecord<String, byte[]> record : records) {
            intake.take(record, effects);
        }
    }

    private void takeAtOnce(List<ConsumerRecord<String, byte[]>> records) throws Exception {
        Callable<Integer> consumer = () -> {
            OrderedIntake own = instance();
            records.forEach(record -> own.take(record, effects));
            return records.size();
        };
        try (var instances = Executors.newFixedThreadPool(2)) {
            for (var each : instances.invokeAll(List.of(consumer, consumer))) {
                assertThat(each.get()).isEqualTo(records.size());
            }
        }
    }

    /** Another process: it shares the database only. */
    private OrderedIntake instance() {
        Inbox inbox = new Inbox(KitDatabase.SCHEMA);
        var plain = new EventIntake(
                database,
                inbox,
                codec,
                meters,
                new SignedRecords(
                        RecordVerifier.withKeyIn(Optional.of(TestPlatformKey.publicKeyFile())),
                        meters,
                        Clock.systemUTC()));
        return new OrderedIntake(
                plain, inbox, new ReportDeadLetters(new Outbox(KitDatabase.SCHEMA, codec), "test"), keys, LIMIT);
    }

    private ConsumerRecord<String, byte[]> event(String name) {
        return record(repository, name);
    }

    private ConsumerRecord<String, byte[]> record(UUID of, String name) {
        WireEvent wire = codec.write(new SyncRequested(UUID.randomUUID(), of, name, Instant.EPOCH));
        return record(wire.key(), wire.headers(), wire.value());
    }

    private ConsumerRecord<String, byte[]> unreadable() {
        return record(
                repository.toString(),
                Map.of("ce_type", "dev.millrace.git.sync.requested.v9"),
                "{}".getBytes(StandardCharsets.UTF_8));
    }

    /** As webhook-ingest writes it when an administrator releases a dead letter. */
    private ConsumerRecord<String, byte[]> released(ConsumerRecord<String, byte[]> dead) {
        Map<String, String> headers = new HashMap<>(SignedRecords.headers(dead));
        headers.put(DeadLetterHeaders.RELEASES, RecordPosition.of(dead).toString());
        return record(dead.key(), headers, dead.value());
    }

    /** As webhook-ingest writes it when an administrator discards a dead letter. */
    private ConsumerRecord<String, byte[]> discarded(ConsumerRecord<String, byte[]> dead) {
        return record(
                dead.key(),
                Map.of(
                        "ce_type",
                        "dev.millrace.dead.letter.discarded.v1",
                        DeadLetterHeaders.DISCARDS,
                        RecordPosition.of(dead).toString()),
                "{}".getBytes(StandardCharsets.UTF_8));
    }

    private ConsumerRecord<String, byte[]> record(String key, Map<String, String> headers, byte[] value) {
        var record = new ConsumerRecord<>("git.sync.requests", 0, offset++, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static String name(Event event) {
        return event instanceof SyncRequested request ? request.reason() : "unknown";
    }

    private List<String> effects() {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select name from effect order by id")
                .mapTo(String.class)
                .list());
    }

    private Optional<ParkedKey> parked() {
        return database.inTransaction(tx -> keys.lock(tx, "git.sync.requests", repository.toString()));
    }

    /** Headers of the records on their way to the dead-letter topic that have a header of this name. */
    private List<Map<String, String>> sent(String header) {
        List<Map<String, String>> sent = new ArrayList<>();
        database.useTransaction(tx -> tx
                .handle()
                .createQuery("""
                        select h.key as name, h.value as text, o.id
                        from kit.outbox o, jsonb_each_text(o.headers) h
                        where topic = 'millrace.test.dlq' and jsonb_exists(o.headers, :header)
                        """)
                .bind("header", header)
                .map((row, context) -> new Header(row.getLong("id"), row.getString("name"), row.getString("text")))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Header::record, TreeMap::new, Collectors.toMap(Header::name, Header::text)))
                .values()
                .forEach(sent::add));
        return sent;
    }

    private double counted(String outcome) {
        return meters.counter("millrace.events.consumed", "topic", "git.sync.requests", "outcome", outcome)
                .count();
    }

    private record Header(long record, String name, String text) {}
}
