package dev.millrace.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.EventIds;
import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.KitDatabase;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.identity.record.RecordSigner;
import dev.millrace.kit.identity.record.RecordVerifier;
import dev.millrace.kit.identity.record.RecordVerifier.Authenticity;
import dev.millrace.kit.identity.record.SignedRecords;
import dev.millrace.kit.trace.TraceParent;
import dev.millrace.kit.trace.TraceSpan;
import dev.millrace.kit.trace.Tracing;
import dev.millrace.kit.work.Backoff;
import dev.millrace.testing.RecordedSpans;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKafka;
import dev.millrace.testing.TestPlatformKey;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OutboxRelayIT {

    private static final RecordSigner SIGNER = new RecordSigner(Optional.of(TestPlatformKey.privateKeyFile()));

    private final Database database = KitDatabase.fresh();
    private final Signals signals = new Signals(database);
    private final Outbox outbox = new Outbox(KitDatabase.SCHEMA, new EventCodec(URI.create("/test")));
    private final OutboxRelay first = new OutboxRelay(KitDatabase.SCHEMA, database, SIGNER, OutboxRelayIT::producer);
    private final OutboxRelay second = new OutboxRelay(KitDatabase.SCHEMA, database, SIGNER, OutboxRelayIT::producer);

    @BeforeAll
    static void makeTheTopic() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
            admin.createTopics(List.of(
                            new NewTopic(Topic.GIT_SYNC_REQUESTS.wireName(), 12, (short) 1),
                            new NewTopic(Topic.ACCESS_KEYS.wireName(), 3, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void stop() {
        Tracing.stop();
        first.close();
        second.close();
        signals.close();
    }

    @Test
    void carriesWhatWasCommittedAndNothingElse() {
        UUID kept = UUID.randomUUID();
        UUID rolledBack = UUID.randomUUID();
        first.start(signals);

        database.useTransaction(tx -> outbox.add(tx, request(kept, 0)));
        assertThatThrownBy(() -> database.useTransaction(tx -> {
                    outbox.add(tx, request(rolledBack, 0));
                    throw new IllegalStateException("rolled back on purpose");
                }))
                .isInstanceOf(IllegalStateException.class);

        await().untilAsserted(() -> assertThat(numbers(kept)).containsExactly(0));
        await().untilAsserted(() -> assertThat(waiting(first)).isZero());
        assertThat(numbers(rolledBack)).isEmpty();
    }

    @Test
    void sendsTheTraceInWhichAnEventWasAdded() {
        UUID traced = UUID.randomUUID();
        UUID untraced = UUID.randomUUID();
        Tracing.start(RecordedSpans.telemetry(Sampler.alwaysOn()));
        first.start(signals);

        String traceparent = TraceSpan.ofWork("add", null).call(() -> {
            database.useTransaction(tx -> outbox.add(tx, request(traced, 0)));
            return TraceParent.current();
        });
        database.useTransaction(tx -> outbox.add(tx, request(untraced, 0)));

        await().untilAsserted(() -> assertThat(traceparents(traced)).containsExactly(traceparent));
        await().untilAsserted(() -> assertThat(traceparents(untraced)).containsExactly("none"));
    }

    @Test
    void writesNoTraceWhileTracingIsOff() {
        UUID untraced = UUID.randomUUID();

        TraceSpan.ofWork("add", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .run(() -> database.useTransaction(tx -> outbox.add(tx, request(untraced, 0))));

        assertThat(database.<Long>inTransaction(tx -> tx.handle()
                        .createQuery("select count(*) from kit.outbox where traceparent is null")
                        .mapTo(Long.class)
                        .one()))
                .isEqualTo(1);
        first.start(signals);
        await().untilAsserted(() -> assertThat(traceparents(untraced)).containsExactly("none"));
    }

    @Test
    void signsRecordsThatDecideOnAccess() {
        var changed = new AccessKeyChanged(
                UUID.randomUUID(), "key-" + UUID.randomUUID(), Optional.of("acme"), "PEM", true, Instant.EPOCH);
        var verifier = RecordVerifier.withKeyIn(Optional.of(TestPlatformKey.publicKeyFile()));
        first.start(signals);

        database.useTransaction(tx -> outbox.add(tx, changed));

        await().untilAsserted(() -> assertThat(TestEvents.records(Topic.ACCESS_KEYS.wireName()))
                .filteredOn(record -> record.key().equals(changed.keyId()))
                .singleElement()
                .satisfies(record -> assertThat(verifier.check(
                                record.topic(), record.key(), SignedRecords.headers(record), record.value()))
                        .isEqualTo(Authenticity.AUTHENTIC)));
    } // #9.6

    @Test
    void keepsTheOrderOfEachKeyWithTwoRelaysAtWork() {
        List<UUID> repositories =
                IntStream.range(0, 10).mapToObj(i -> UUID.randomUUID()).toList();
        first.start(signals);
        second.start(signals);

        for (int number = 0; number < 100; number++) {
            int each = number;
            repositories.forEach(
                    repository -> database.useTransaction(tx -> outbox.add(tx, request(repository, each))));
        }

        List<Integer> inOrder = IntStream.range(0, 100).boxed().toList();
        // the topic is read once for all repositories: each reading begins with a new consumer
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Map<UUID, List<Integer>> numbers = numbers(repositories);
            assertThat(repositories)
                    .allSatisfy(
                            repository -> assertThat(numbers.get(repository)).isEqualTo(inOrder));
        });
    }

    @Test
    void carriesRowsThatCommitAfterYoungerOnes() {
        UUID late = UUID.randomUUID();
        UUID early = UUID.randomUUID();
        first.start(signals);

        database.useTransaction(tx -> {
            outbox.add(tx, request(late, 0));
            // on a thread of its own, since on this one it would join the transaction that is open
            Thread.ofVirtual().start(() -> database.useTransaction(other -> outbox.add(other, request(early, 0))));
            await().untilAsserted(() -> assertThat(numbers(early)).containsExactly(0));
        });

        await().untilAsserted(() -> assertThat(numbers(late)).containsExactly(0));
    }

    @Test
    void sendsABatchAgainOfWhichTheBrokerDidNotAcknowledgeAll() {
        UUID repository = UUID.randomUUID();
        List<Producer<String, byte[]>> made = new CopyOnWriteArrayList<>();
        var closed = new AtomicInteger();
        var relay = new OutboxRelay(KitDatabase.SCHEMA, database, SIGNER, () -> {
            Producer<String, byte[]> next = made.isEmpty() ? losing(2, closed) : producer();
            made.add(next);
            return next;
        });
        database.useTransaction(tx -> List.of(1, 2, 3).forEach(number -> outbox.add(tx, request(repository, number))));

        relay.start(signals);

        await().untilAsserted(() -> assertThat(waiting(relay)).isZero());
        relay.close();
        // the first and third were on Kafka already: at least once, and again from the first that is not known to be
        // there
        assertThat(numbers(repository)).containsExactly(1, 3, 1, 2, 3);
        assertThat(made).hasSize(2);
        assertThat(closed).hasValue(1);
    }

    @Test
    void isWokenByACommitAndNeedNotPoll() {
        var relay = new OutboxRelay(
                KitDatabase.SCHEMA,
                database,
                SIGNER,
                OutboxRelayIT::producer,
                Duration.ofHours(1),
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)));
        relay.start(signals);
        UUID repository = UUID.randomUUID();

        for (int i = 0; i < 3; i++) {
            int number = i;
            database.useTransaction(tx -> outbox.add(tx, request(repository, number)));
            await().pollInterval(Duration.ofMillis(10))
                    .untilAsserted(() -> assertThat(waiting(relay)).isZero());
        }

        relay.close();
        assertThat(numbers(repository)).containsExactly(0, 1, 2);
    }

    private long waiting(OutboxRelay relay) {
        return database.inTransaction(relay::waiting).count();
    }

    private static SyncRequested request(UUID repository, int number) {
        return new SyncRequested(EventIds.of(repository, number), repository, Integer.toString(number), Instant.EPOCH);
    }

    private static List<Integer> numbers(UUID repository) {
        return TestEvents.all(
                        Topic.GIT_SYNC_REQUESTS,
                        SyncRequested.class,
                        event -> event.repositoryId().equals(repository))
                .stream()
                .map(event -> Integer.valueOf(event.reason()))
                .toList();
    }

    private static Map<UUID, List<Integer>> numbers(List<UUID> repositories) {
        return TestEvents.all(
                        Topic.GIT_SYNC_REQUESTS,
                        SyncRequested.class,
                        event -> repositories.contains(event.repositoryId()))
                .stream()
                .collect(Collectors.groupingBy(
                        SyncRequested::repositoryId,
                        Collectors.mapping(event -> Integer.valueOf(event.reason()), Collectors.toList())));
    }

    /** The headers {@code traceparent} of the records of a repository; "none" for one without. */
    private static List<String> traceparents(UUID repository) {
        return TestEvents.records(Topic.GIT_SYNC_REQUESTS.wireName()).stream()
                .filter(record -> record.key().equals(request(repository, 0).key()))
                .map(record -> record.headers().lastHeader("traceparent"))
                .map(header -> header == null ? "none" : new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** A producer that loses the nth record, and learns that only after the others were sent. */
    private static Producer<String, byte[]> losing(int nth, AtomicInteger closed) {
        Producer<String, byte[]> real = producer();
        var sent = new AtomicInteger();
        return (Producer<String, byte[]>) Proxy.newProxyInstance(
                OutboxRelayIT.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("send") && sent.incrementAndGet() == nth) {
                        return CompletableFuture.supplyAsync(
                                () -> {
                                    throw new CompletionException(new TimeoutException("not acknowledged"));
                                },
                                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
                    }
                    if (method.getName().equals("close")) {
                        closed.incrementAndGet();
                    }
                    return method.invoke(real, arguments);
                });
    }

    private static Producer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", TestKafka.brokers(), "acks", "all", "enable.idempotence", "true"),
                new StringSerializer(),
                new ByteArraySerializer());
    }
}
