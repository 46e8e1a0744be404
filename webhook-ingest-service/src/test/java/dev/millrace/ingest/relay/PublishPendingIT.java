package dev.millrace.ingest.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.ingest.IngestDatabase;
import dev.millrace.ingest.forge.Normalizers;
import dev.millrace.ingest.forge.github.GithubNormalizer;
import dev.millrace.ingest.reconciliation.TestReports;
import dev.millrace.ingest.relay.PublishPending.Pass;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.meter.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishPendingIT {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);

    private static RestartableKafka kafka;

    private final List<KafkaPublisher> publishers = new ArrayList<>();
    private final String test = UUID.randomUUID().toString();
    private DataSource dataSource;

    // threads of our own: those of the common pool keep the class loader of a Quarkus that another test has closed
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = new RestartableKafka();
        kafka.start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
            admin.createTopics(List.of(new NewTopic("forge.raw", 3, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void prepare() {
        dataSource = IngestDatabase.create();
    }

    @AfterEach
    void closePublishers() {
        threads.shutdownNow();
        publishers.forEach(KafkaPublisher::close);
    }

    @Test
    void publishesEachKeyInTheOrderOfTheInbox() throws SQLException {
        store(1, 300);

        Pass pass = publishPending(CLOCK).run();

        assertThat(pass).isEqualTo(Pass.BUSY);
        assertThatEveryKeyIsInOrder(guids(), 300);
        assertThat(publishPending(CLOCK).run()).isEqualTo(Pass.IDLE);
    }

    @Test
    void measuresHowManyDeliveriesWaitAndSinceWhen() throws SQLException {
        var database = new Database(dataSource);
        var inbox = new InboxStore();
        store(1, 5);

        Waiting before = database.inStatement(inbox::waiting);
        publishPending(CLOCK).run();
        Waiting after = database.inStatement(inbox::waiting);

        assertThat(before).isEqualTo(new Waiting(5, Optional.of(Instant.parse("2026-11-20T09:59:59Z"))));
        assertThat(after).isEqualTo(new Waiting(0, Optional.empty()));
    }

    @Test
    void catchesUpInOrderWhenKafkaComesBack() throws Exception {
        PublishPending publishPending = publishPending(CLOCK);
        store(1, 50);
        publishPending.run();
        kafka.stop();
        store(51, 200);
        CompletableFuture<Pass> stuck = CompletableFuture.supplyAsync(publishPending::run, threads);
        store(251, 50); // deliveries that arrived meanwhile
        // it waits, or ends and is repeated if the client has noticed before that no broker is there
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(30)).until(() -> unpublished() == 250);

        kafka.start();

        await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> {
            stuck.join();
            publishPending.run();
            return unpublished() == 0;
        });
        assertThatEveryKeyIsInOrder(guids(), 300);
        assertThat(guids()).hasSize(300);
    }

    @Test
    void sendsTheSameAgainAfterACrashBetweenSendingAndMarking() throws SQLException {
        store(1, 20);
        var crash = new IllegalStateException("power cut");

        assertThatThrownBy(() -> publishPending(new CrashingClock(crash)).run()).isSameAs(crash);
        assertThat(unpublished()).isEqualTo(20);
        publishPending(CLOCK).run();

        assertThat(unpublished()).isZero();
        List<String> ids =
                records().stream().map(record -> header(record, "ce_id")).toList();
        assertThat(ids).hasSize(40);
        assertThat(new HashSet<>(ids)).hasSize(20);
    }

    @Test
    void leavesShardsToTheOneThatOwnsThem() throws SQLException {
        store(1, 200);

        List<CompletableFuture<Void>> instances = IntStream.range(0, 4)
                .mapToObj(i -> publishPending(CLOCK))
                .map(instance -> CompletableFuture.runAsync(
                        () -> await().atMost(Duration.ofSeconds(90)).until(() -> {
                            instance.run();
                            return unpublished() == 0;
                        }),
                        threads))
                .toList();
        instances.forEach(CompletableFuture::join);

        assertThat(guids()).hasSize(200);
        assertThatEveryKeyIsInOrder(guids(), 200);
    }

    @Test
    void takesALargeBodyAloneAndEveryRowInTheEnd() throws SQLException {
        store(1, 3);
        insert(4, "k1", "x".repeat(6 * 1024 * 1024));
        store(5, 3);
        PublishPending publishPending = publishPending(CLOCK);

        while (publishPending.run() == Pass.BUSY) {
            assertThat(unpublished()).isLessThan(7);
        }

        assertThat(unpublished()).isZero();
        assertThat(guids()).hasSize(7);
    }

    private PublishPending publishPending(Clock clock) {
        var publisher = new KafkaPublisher(KafkaPublisher.producers(BrokerConnection.to(kafka.address()), "test"));
        publishers.add(publisher);
        return new PublishPending(
                new Database(dataSource),
                new InboxStore(),
                new DeliveryRecords(
                        new EventCodec(URI.create("/test")), new Normalizers(List.of(new GithubNormalizer()))),
                TestReports.create(),
                publisher,
                new SimpleMeterRegistry(),
                clock);
    }

    private void store(int first, int count) throws SQLException {
        for (int i = first; i < first + count; i++) {
            insert(i, "k" + i % 7, "{}");
        }
    }

    private void insert(int number, String key, String body) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("""
                        with stored as (
                            insert into ingest.webhook_inbox
                                   (forge, instance, hook_id, guid, event, record_key, shard, received_at, headers,
                                    content_type, body_bytes, body_sha256, state)
                            values ('github', 'github.com', '1', ?, 'watch', ?, ?, '2026-11-20T09:59:59Z',
                                   '{"x-github-event": "watch"}', 'application/json', ?, '', 'PENDING')
                            returning id, received_at
                        )
                        insert into ingest.webhook_body (inbox_id, received_at, body)
                        select id, received_at, ? from stored
                        """)) {
            statement.setString(1, "%s-%05d-%s".formatted(key, number, test));
            statement.setString(2, key);
            statement.setInt(3, Math.floorMod(key.hashCode(), 16));
            statement.setInt(4, body.length());
            statement.setBytes(5, body.getBytes(UTF_8));
            statement.execute();
        }
    }

    private long unpublished() throws SQLException {
        return IngestDatabase.count(dataSource, "webhook_inbox where published_at is null");
    }

    private static void assertThatEveryKeyIsInOrder(List<String> guids, int deliveries) {
        assertThat(new HashSet<>(guids)).hasSize(deliveries);
        for (int key = 0; key < 7; key++) {
            String prefix = "k" + key + "-";
            assertThat(guids.stream().filter(guid -> guid.startsWith(prefix)).toList())
                    .isSorted();
        }
    }

    private List<String> guids() {
        return records().stream().map(record -> header(record, "ce_deliveryid")).toList();
    }

    private List<ConsumerRecord<String, byte[]>> records() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.address()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("forge.raw").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records.stream()
                .filter(record -> header(record, "ce_deliveryid").endsWith(test))
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    /** Kafka has acknowledged when the clock is read for the first time. */
    private static final class CrashingClock extends Clock {

        private final RuntimeException crash;

        CrashingClock(RuntimeException crash) {
            this.crash = crash;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            throw crash;
        }
    }
}
