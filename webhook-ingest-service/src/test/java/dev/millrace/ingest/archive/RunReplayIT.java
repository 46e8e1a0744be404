package dev.millrace.ingest.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.ingest.IngestDatabase;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.archive.ReplayOutcome.NothingSelected;
import dev.millrace.ingest.archive.ReplayOutcome.Requested;
import dev.millrace.ingest.archive.ReplayOutcome.Unknown;
import dev.millrace.ingest.archive.RunReplay.Pass;
import dev.millrace.ingest.audit.TestAudit;
import dev.millrace.ingest.deadletter.TestDeadLetters;
import dev.millrace.ingest.forge.Normalizers;
import dev.millrace.ingest.forge.github.GithubNormalizer;
import dev.millrace.ingest.reconciliation.TestReports;
import dev.millrace.ingest.relay.DeliveryRecords;
import dev.millrace.ingest.relay.KafkaPublisher;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.SettableClock;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKafka;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RunReplayIT {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final int RATE = 10;

    private final String test = UUID.randomUUID().toString();
    private final DataSource dataSource = IngestDatabase.create();
    private final Database database = new Database(dataSource);
    private final SettableClock clock = new SettableClock(NOW);
    private final ReplayStore store = new ReplayStore();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<KafkaPublisher> publishers = new ArrayList<>();
    private final RequestReplay requestReplay = new RequestReplay(
            database, new ArchiveStore(), store, TestDeadLetters.create(), TestAudit.actions(clock), clock);

    @BeforeAll
    static void createTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
            for (String topic : List.of("forge.raw", "forge.scm")) {
                try {
                    admin.createTopics(List.of(new NewTopic(topic, 12, (short) 1)))
                            .all()
                            .get();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(TopicExistsException.class);
                }
            }
        }
    }

    @AfterEach
    void closePublishers() {
        publishers.forEach(KafkaPublisher::close);
    }

    @Test
    void publishesAPageAtATimeInTheOrderOfReceiptAndNoFasterThanItsRate() throws SQLException {
        store(1, 25);
        Replay replay = requested(request(List.of(), all()));

        List<Pass> passes = new ArrayList<>();
        RunReplay run = runReplay(clock);
        for (int page = 0; page < 3; page++) {
            passes.add(run.run());
            assertThat(run.run()).as("too early").isNotEqualTo(new Pass.Due(Duration.ZERO));
            clock.advance(Duration.ofSeconds(1));
        }
        run.run();

        assertThat(passes).containsOnly(new Pass.Due(Duration.ZERO));
        assertThat(guids(replay)).hasSize(25).isSorted();
        Replay done = find(replay);
        assertThat(done.state()).isEqualTo(Replay.State.DONE);
        assertThat(done.progress().selected()).isEqualTo(25);
        assertThat(done.progress().replayed()).isEqualTo(25);
        assertThat(run.run()).isEqualTo(new Pass.Idle());
    }

    @Test
    void continuesWithTheSameIdsAfterACrashBetweenSendingAndRecording() throws SQLException {
        store(1, 15);
        Replay replay = requested(request(List.of(), all()));
        runReplay(clock).run();
        clock.advance(Duration.ofSeconds(1));
        var crash = new IllegalStateException("power cut");

        assertThatThrownBy(() ->
                        runReplay(new CrashingClock(clock.instant(), crash)).run())
                .isSameAs(crash);
        assertThat(find(replay).progress().replayed()).isEqualTo(10);
        runReplay(clock).run();
        clock.advance(Duration.ofSeconds(1));
        runReplay(clock).run();

        assertThat(find(replay).state()).isEqualTo(Replay.State.DONE);
        assertThat(find(replay).progress().replayed()).isEqualTo(15);
        List<String> ids =
                raw(replay).stream().map(record -> header(record, "ce_id")).toList();
        assertThat(ids).hasSize(20);
        assertThat(new HashSet<>(ids)).hasSize(15);
    }

    @Test
    void hasOneInstanceAtATimeWorkOnReplays() throws SQLException {
        store(1, 1);
        requested(request(List.of(), all()));

        boolean other = database.inTransaction(tx -> {
            assertThat(store.own(tx)).isTrue();
            return new Database(dataSource).inTransaction(store::own);
        });

        assertThat(other).isFalse();
    }

    @Test
    void endsAfterThePageUnderWayWhenItIsCancelled() throws SQLException {
        store(1, 25);
        Replay replay = requested(request(List.of(), all()));
        RunReplay run = runReplay(clock);
        run.run();

        boolean cancelled = requestReplay.cancel(TestAudit.ADMINISTRATOR, replay.id());
        clock.advance(Duration.ofMinutes(1));

        assertThat(cancelled).isTrue();
        assertThat(run.run()).isEqualTo(new Pass.Idle());
        assertThat(find(replay).state()).isEqualTo(Replay.State.CANCELLED);
        assertThat(find(replay).progress().replayed()).isEqualTo(10);
        boolean again = requestReplay.cancel(TestAudit.ADMINISTRATOR, replay.id());
        assertThat(again).isFalse();
    }

    @Test
    void publishesAPushThatWasPoisonWithTheIdOfTheReconciledEventInEveryReplay() throws SQLException {
        String key = "github.com:" + (UUID.randomUUID().getMostSignificantBits() >>> 12);
        String id = "a".repeat(40);
        UUID reconciled = UUID.randomUUID();
        store(1, 1);
        push(key, id);
        IngestDatabase.execute(dataSource, """
                insert into ingest.reconciled_ref (event_id, repository_id, record_key, ref, before, after, is_open,
                                                   open_before, open_after, checked_at, moved_at, reconciled_at)
                values ('%1$s', '%1$s', '%2$s', 'refs/tags/simple-tag', null, '%3$s', true, null, '%3$s', now(), now(),
                        now())
                """.formatted(reconciled, key, id));

        for (int times = 0; times < 2; times++) {
            requested(request(List.of(), all()));
            RunReplay run = runReplay(clock);
            run.run();
            clock.advance(Duration.ofSeconds(1));
            run.run();
        }

        List<ConsumerRecord<String, byte[]>> records = TestEvents.records("forge.scm").stream()
                .filter(record -> record.key().equals(key))
                .toList();
        assertThat(records)
                .hasSize(2)
                .allSatisfy(record ->
                        assertThat(new String(record.value(), UTF_8)).contains("\"eventId\":\"" + reconciled));
        assertThat(records).extracting(record -> header(record, "ce_id")).doesNotHaveDuplicates();
        assertThat(IngestDatabase.count(dataSource, "reported_ref where event_id <> report_id"))
                .isEqualTo(1);
        assertThat(IngestDatabase.count(dataSource, "reconciled_ref where not is_open"))
                .isEqualTo(1);
    }

    @Test
    void reportsDeliveriesWhoseBodiesAreGone() throws SQLException {
        store(1, 3);
        IngestDatabase.execute(
                dataSource,
                "delete from ingest.webhook_body where inbox_id = (select min(id) from ingest.webhook_inbox)");
        Replay replay = requested(request(List.of(), all()));
        RunReplay run = runReplay(clock);

        run.run();
        clock.advance(Duration.ofSeconds(1));
        run.run();

        Replay done = find(replay);
        assertThat(done.state()).isEqualTo(Replay.State.DONE);
        assertThat(done.progress().replayed()).isEqualTo(2);
        assertThat(done.progress().gone()).isEqualTo(1);
        assertThat(done.progress().goneIds()).hasSize(1);
        assertThat(meters.counter("millrace.ingest.replayed", "outcome", "gone").count())
                .isEqualTo(1);
    }

    @Test
    void replaysTheDeliveryThatWasPublishedOfSeveralHooks() throws SQLException {
        store(1, 1);
        IngestDatabase.execute(dataSource, """
                insert into ingest.webhook_inbox
                       (forge, instance, hook_id, guid, event, record_key, shard, received_at, headers, content_type,
                        body_bytes, body_sha256, state, published_at)
                select forge, instance, '2', guid, event, record_key, shard, received_at, headers, content_type,
                       body_bytes, body_sha256, 'REPEATED', published_at
                  from ingest.webhook_inbox
                """);
        List<Long> ids = database.inTransaction(tx -> new ArchiveStore()
                .list(tx, all(), Optional.empty(), 10).stream()
                        .map(StoredDelivery::id)
                        .sorted()
                        .toList());

        Replay replay = requested(request(List.of(ids.getLast()), all()));

        assertThat(replay.selection().deliveries()).contains(List.of(ids.getFirst()));
    }

    @Test
    void selectsNothingThatIsNotStored() throws SQLException {
        store(1, 1);
        DeliveryFilter other = DeliveryFilter.of(
                Optional.empty(),
                Optional.empty(),
                Optional.of("github.com:8"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(requestReplay.handle(TestAudit.ADMINISTRATOR, request(List.of(), other)))
                .isEqualTo(new NothingSelected());
        assertThat(requestReplay.handle(TestAudit.ADMINISTRATOR, request(List.of(4711L), all())))
                .isEqualTo(new Unknown("delivery 4711"));
        assertThat(IngestDatabase.count(dataSource, "replay")).isZero();
    }

    private Replay requested(RequestReplay.Request request) {
        ReplayOutcome outcome = requestReplay.handle(TestAudit.ADMINISTRATOR, request);
        assertThat(outcome).isInstanceOf(Requested.class);
        return ((Requested) outcome).replay();
    }

    private static RequestReplay.Request request(List<Long> deliveries, DeliveryFilter filter) {
        return new RequestReplay.Request(deliveries, List.of(), List.of(), filter, false);
    }

    private static DeliveryFilter all() {
        return DeliveryFilter.of(
                Optional.empty(),
                Optional.empty(),
                Optional.of("acme/widgets"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Replay find(Replay replay) {
        return database.inTransaction(tx -> store.find(tx, replay.id())).orElseThrow();
    }

    private RunReplay runReplay(Clock time) {
        var publisher = new KafkaPublisher(KafkaPublisher.producers(BrokerConnection.to(TestKafka.brokers()), "test"));
        publishers.add(publisher);
        return new RunReplay(
                database,
                store,
                new DeliveryRecords(
                        new EventCodec(URI.create("/test")), new Normalizers(List.of(new GithubNormalizer()))),
                TestReports.create(),
                publisher,
                new ReplayMeters(meters),
                time,
                RATE);
    }

    private void store(int first, int count) throws SQLException {
        for (int i = first; i < first + count; i++) {
            IngestDatabase.addDelivery(dataSource, "%s-%05d".formatted(test, i), NOW.minusSeconds(1_000 - i), "POISON");
        }
        IngestDatabase.execute(
                dataSource,
                "update ingest.webhook_inbox set event = 'watch', headers = '{\"x-github-event\": \"watch\"}'");
    }

    /** Makes all deliveries pushes of a tag. */
    private void push(String key, String after) throws SQLException {
        byte[] body = Payloads.changed("push_tag_created", json -> {
            json.put("after", after);
            json.withObject("/repository").put("id", key.substring(key.indexOf(':') + 1));
        });
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("update ingest.webhook_body set body = ?")) {
            statement.setBytes(1, body);
            statement.execute();
        }
        IngestDatabase.execute(
                dataSource,
                "update ingest.webhook_inbox set event = 'push', headers = '{\"x-github-event\": \"push\"}'");
    }

    private List<String> guids(Replay replay) {
        return raw(replay).stream()
                .map(record -> header(record, "ce_deliveryid"))
                .toList();
    }

    private List<ConsumerRecord<String, byte[]>> raw(Replay replay) {
        return TestEvents.records("forge.raw").stream()
                .filter(record -> header(record, "ce_deliveryid").startsWith(test))
                .filter(record -> header(record, "ce_replayid").equals(Long.toString(replay.id())))
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    /** Fails when it is read for the second time: by then, Kafka has acknowledged the page. */
    private static final class CrashingClock extends Clock {

        private final Instant now;
        private final RuntimeException crash;
        private boolean read;

        CrashingClock(Instant now, RuntimeException crash) {
            this.now = now;
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
            if (read) {
                throw crash;
            }
            read = true;
            return now;
        }
    }
}
