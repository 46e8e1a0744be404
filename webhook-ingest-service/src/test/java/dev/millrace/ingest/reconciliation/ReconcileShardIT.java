package dev.millrace.ingest.reconciliation;

import static dev.millrace.ingest.reconciliation.ReconciliationScene.START;
import static dev.millrace.ingest.reconciliation.ReconciliationScene.push;
import static dev.millrace.ingest.reconciliation.ReconciliationScene.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.ingest.IngestDatabase;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.delivery.Shards;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reconciliation on the real tables. */
class ReconcileShardIT {

    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);
    private static final int SHARD = Shards.of(ReconciliationScene.KEY);

    private final ReconciliationScene scene = new ReconciliationScene();

    @Test
    void publishesTagsOfAPushThatTheForgeDidNotReport() throws SQLException {
        scene.synced();
        RefMove[] tags = IntStream.rangeClosed(1, 5)
                .mapToObj(number -> tag("v" + number, A))
                .toArray(RefMove[]::new);
        RefsMoved moved = scene.moved(tags);

        scene.reconcile();
        scene.reconcile();

        List<RefPushed> published = scene.reconciled();
        assertThat(published)
                .extracting(RefPushed::ref)
                .containsExactlyInAnyOrder(
                        "refs/tags/v1", "refs/tags/v2", "refs/tags/v3", "refs/tags/v4", "refs/tags/v5");
        assertThat(published).allSatisfy(push -> {
            assertThat(push.reconciled()).isTrue();
            assertThat(push.installationId()).contains("1");
            assertThat(push.repository().fullName()).isEqualTo("acme/widgets");
            assertThat(push.before()).isEmpty();
            assertThat(push.after()).contains(A);
            assertThat(push.occurredAt()).isEqualTo(moved.occurredAt());
        });
        assertThat(scene.count("reconciled")).isEqualTo(5);
    }

    @Test
    void namesTheRepositoryAsTheLastDeliveryAboutItDid() throws SQLException {
        scene.synced();
        store(
                "push",
                Payloads.changed(
                        "push_tag_created",
                        json -> json.withObject("/repository").put("id", 7)));
        IngestDatabase.execute(
                scene.dataSource, "update ingest.webhook_inbox set received_at = received_at - interval '1 day'");
        IngestDatabase.execute(
                scene.dataSource, "update ingest.webhook_body set received_at = received_at - interval '1 day'");
        scene.moved(tag("v1", A));

        scene.reconcile();

        assertThat(scene.reconciled()).singleElement().satisfies(push -> {
            assertThat(push.repository().fullName()).isEqualTo("Codertocat/Hello-World");
            assertThat(push.repository().defaultBranch()).isEqualTo("master");
            assertThat(push.repository().isPrivate()).isFalse();
            assertThat(push.installationId()).contains("1");
        });
    }

    @Test
    void publishesNothingOfAFirstSyncOrOfRefsThatTheForgeHasNoEventsFor() throws SQLException {
        scene.synced();
        scene.moved(Optional.empty(), START, List.of(tag("v1", A)));
        scene.moved(
                new RefMove("HEAD", Optional.of("refs/heads/a"), Optional.of("refs/heads/b")),
                new RefMove("refs/pull/1/head", Optional.empty(), Optional.of(A)),
                new RefMove("refs/namespaces/ephemeral/refs/heads/x", Optional.empty(), Optional.of(A)));

        scene.reconcile();

        assertThat(scene.reconciled()).isEmpty();
        assertThat(IngestDatabase.count(scene.dataSource, "found_move")).isZero();
    }

    @Test
    void leavesOutWhatHappenedWhileTheMirrorWasNotSyncedForLongerThanForgesKeepDeliveries() throws SQLException {
        scene.synced();
        scene.moved(Optional.of(START.minus(Duration.ofDays(4))), START, List.of(tag("v1", A)));

        scene.reconcile();

        assertThat(scene.reconciled()).isEmpty();
        assertThat(scene.count("skipped")).isEqualTo(1);
    }

    @Test
    void leavesOutASyncThatMovedMoreRefsThanAllowed() throws SQLException {
        scene.synced();
        scene.moved(IntStream.rangeClosed(0, ReconciliationScene.MOST_REFS)
                .mapToObj(number -> tag("v" + number, A))
                .toArray(RefMove[]::new));

        scene.reconcile();

        assertThat(scene.reconciled()).isEmpty();
        assertThat(scene.count("skipped")).isEqualTo(ReconciliationScene.MOST_REFS + 1);
    }

    @Test
    void leavesOutWhatAnEarlierVersionMayHavePublished() throws SQLException {
        scene.synced();
        IngestDatabase.addDelivery(scene.dataSource, "unrecorded", START.minusSeconds(90), "PUBLISHED");
        scene.moved(tag("v1", A));

        scene.reconcile();

        assertThat(scene.reconciled()).isEmpty();
        assertThat(scene.count("skipped")).isEqualTo(1);
    }

    @Test
    void waitsWhileAPushOfTheRepositoryIsNotPublished() throws SQLException {
        scene.synced();
        scene.moved(tag("v1", A));
        IngestDatabase.addDelivery(scene.dataSource, "pending", START, "PENDING");
        IngestDatabase.execute(scene.dataSource, "update ingest.webhook_inbox set shard = " + SHARD);

        scene.reconcile();
        assertThat(scene.reconciled()).isEmpty();

        scene.publish(1, push("pending", tag("v1", A), START));
        IngestDatabase.execute(
                scene.dataSource, "update ingest.webhook_inbox set state = 'PUBLISHED', published_at = now()");
        scene.reconcile();

        assertThat(scene.reconciled()).isEmpty();
        assertThat(scene.count("reported")).isEqualTo(1);
    }

    @Test
    void publishesALateReportWithTheIdOfTheReconciledEventAlsoInReplays() throws SQLException {
        scene.synced();
        scene.moved(tag("v1", A));
        scene.reconcile();
        UUID first = scene.reconciled().getFirst().eventId();
        RefPushed late = push("late", tag("v1", A), scene.clock.instant());

        assertThat(scene.publish(1, late)).contains(first);
        assertThat(scene.publish(1, late)).as("sent again after a crash").contains(first);
        assertThat(scene.publish(2, push("another", tag("v1", A), scene.clock.instant())))
                .as("the tag was created again")
                .contains(push("another", tag("v1", A), START).eventId());
        assertThat(scene.meters.counter("millrace.ingest.reconciliation.late").count())
                .isEqualTo(1);
    }

    @Test
    void decidesTheSameAgainAfterACrash() throws SQLException {
        scene.synced();
        scene.moved(tag("v1", A), tag("v2", B));
        scene.clock.advance(ReconciliationScene.GRACE.plusSeconds(1));
        List<UUID> lost = new ArrayList<>();

        assertThatThrownBy(() -> scene.database.useTransaction(tx -> {
                    scene.reconcileShard().run(tx, SHARD);
                    tx.handle()
                            .createQuery("select event_id from ingest.reconciled_ref order by ref")
                            .mapTo(UUID.class)
                            .forEach(lost::add);
                    throw new IllegalStateException("power cut");
                }))
                .hasMessage("power cut");
        assertThat(scene.reconciled()).isEmpty();
        scene.reconcile();

        assertThat(scene.reconciled()).extracting(RefPushed::eventId).containsExactlyElementsOf(lost);
    }

    @Test
    void noticesAMoveOnceHoweverOftenItsRecordIsRead() throws SQLException {
        scene.synced();
        RefsMoved moved = scene.moved(tag("v1", A));
        scene.reconcile();

        scene.note(moved);
        scene.reconcile();

        assertThat(scene.reconciled()).hasSize(1);
        assertThat(IngestDatabase.count(scene.dataSource, "found_move")).isEqualTo(1);
    }

    @Test
    void removesRowsThatNothingNeedsAnyMore() throws SQLException {
        scene.synced();
        scene.moved(tag("v1", A));
        scene.reconcile();
        scene.publish(1, push("late", tag("v1", A), scene.clock.instant()));
        scene.publish(2, push("in-time", tag("v2", A), scene.clock.instant()));
        Instant later = scene.clock.instant().plus(Duration.ofDays(10));

        int removed = scene.database.inTransaction(tx -> new MoveStore().removeDecided(tx, later)
                + new ReportStore().remove(tx, later, later.minus(Duration.ofDays(90))));
        scene.note(new RepositoryDeleted(UUID.randomUUID(), scene.mirror, later));

        // the late report is needed as long as its delivery can be replayed
        assertThat(removed).isEqualTo(2);
        assertThat(IngestDatabase.count(scene.dataSource, "reported_ref")).isEqualTo(1);
        assertThat(IngestDatabase.count(scene.dataSource, "reconciled_ref")).isEqualTo(1);
        assertThat(IngestDatabase.count(scene.dataSource, "mirror_upstream")).isZero();
    }

    /** Two relays and two loops at once, each of which crashes now and then; what Kafka got is what consumers count. */
    @Test
    void publishesEachTagOnceInSeveralInstancesThatCrash() throws Exception {
        int tags = 150;
        scene.synced();
        for (int first = 0; first < tags; first += 10) {
            scene.moved(IntStream.range(first, first + 10)
                    .mapToObj(number -> tag("v" + number, A))
                    .toArray(RefMove[]::new));
        }
        IngestDatabase.execute(
                scene.dataSource,
                "update ingest.found_move set due_at = '%s'::timestamptz + random() * interval '200 s'"
                        .formatted(START));
        Map<String, Set<UUID>> sent = new ConcurrentHashMap<>();
        var passes = new AtomicInteger();
        var relays = new AtomicInteger(2);
        List<Callable<Void>> instances = new ArrayList<>();
        for (int instance = 0; instance < 2; instance++) {
            int number = instance;
            instances.add(() -> relay(number, tags, sent, passes, relays));
            instances.add(() -> reconcile(number, passes, relays));
        }

        try (var threads = Executors.newFixedThreadPool(instances.size())) {
            for (var done : threads.invokeAll(instances)) {
                done.get();
            }
        }
        scene.reconcile();

        int reconciled = scene.reconciled().size();
        scene.reconciled()
                .forEach(push -> sent.computeIfAbsent(push.ref(), ref -> ConcurrentHashMap.newKeySet())
                        .add(push.eventId()));
        assertThat(sent).hasSize(tags);
        assertThat(sent).allSatisfy((ref, ids) -> assertThat(ids).as(ref).hasSize(1));
        assertThat(scene.count("reported")).isPositive();
        assertThat(scene.meters.counter("millrace.ingest.reconciliation.late").count())
                .isPositive();
        assertThat(reconciled).isGreaterThanOrEqualTo(tags / 3);
    }

    /** Reports every third tag, some before their moves are due and some after that. */
    private Void relay(
            int instance, int tags, Map<String, Set<UUID>> sent, AtomicInteger passes, AtomicInteger relays) {
        var random = new Random(instance);
        List<Integer> order = new ArrayList<>(IntStream.range(0, tags)
                .filter(number -> number % 3 == instance)
                .boxed()
                .toList());
        Collections.shuffle(order, random);
        for (int number : order) {
            addPending("guid-" + number);
            while (!isPublished(number, random.nextInt(4) == 0, sent)) {
                Thread.onSpinWait();
            }
            scene.clock.advance(Duration.ofSeconds(2));
            int pass = passes.get();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> passes.get() > pass);
        }
        relays.decrementAndGet();
        return null;
    }

    private boolean isPublished(int number, boolean crashes, Map<String, Set<UUID>> sent) {
        String guid = "guid-" + number;
        RefPushed push = push(guid, tag("v" + number, A), scene.clock.instant());
        try {
            return scene.database.inTransaction(tx -> {
                Optional<UUID> id = scene.publish(tx, number, push);
                id.ifPresent(with -> sent.computeIfAbsent(push.ref(), ref -> ConcurrentHashMap.newKeySet())
                        .add(with));
                if (crashes) {
                    throw new IllegalStateException("sent, and not marked");
                }
                return id.isPresent()
                        && tx.handle().createUpdate("""
                                                update ingest.webhook_inbox
                                                set state = 'PUBLISHED', published_at = now(), event = 'watch'
                                                where guid = :guid
                                                """).bind("guid", guid).execute() == 1;
            });
        } catch (IllegalStateException crash) {
            return false; // it is sent again
        }
    }

    private void addPending(String guid) {
        try {
            IngestDatabase.addDelivery(scene.dataSource, guid, START, "PENDING");
            IngestDatabase.execute(
                    scene.dataSource,
                    "update ingest.webhook_inbox set shard = %d where guid = '%s'".formatted(SHARD, guid));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Void reconcile(int instance, AtomicInteger passes, AtomicInteger relays) {
        var random = new Random(100 + instance);
        while (relays.get() > 0) {
            boolean crashes = random.nextInt(4) == 0;
            try {
                scene.database.useTransaction(tx -> {
                    scene.reconcileShard().run(tx, SHARD);
                    if (crashes) {
                        throw new IllegalStateException("decided, and not committed");
                    }
                });
            } catch (IllegalStateException crash) {
                // it is decided again
            }
            passes.incrementAndGet();
        }
        return null;
    }

    private void store(String event, byte[] body) throws SQLException {
        IngestDatabase.addDelivery(scene.dataSource, "described", START, "PUBLISHED");
        try (var connection = scene.dataSource.getConnection();
                var statement = connection.prepareStatement("update ingest.webhook_body set body = ?")) {
            statement.setBytes(1, body);
            statement.execute();
        }
        IngestDatabase.execute(
                scene.dataSource,
                "update ingest.webhook_inbox set event = '%s', headers = '{\"x-github-event\": \"%s\"}'"
                        .formatted(event, event));
    }
}
