package dev.millrace.sync;

import static dev.millrace.sync.InstalledTeam.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Topic;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.git.GitStorage;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests for a sync: what they cost, and what becomes of them when a record is invalid or a worker dies. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class SyncRequestsIT {

    @Inject
    GitStorage storage;

    @Inject
    Database database;

    private UpstreamRepository upstream;
    private InstalledTeam team;

    @BeforeEach
    void hostARepository() {
        team = new InstalledTeam(storage, database);
        upstream = team.upstream();
    }

    @Test
    void putsPoisonAsideWithItsReasonAndGoesOn() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        byte[] poison = ("no JSON for " + id).getBytes(StandardCharsets.UTF_8);

        TestEvents.publish(
                Topic.GIT_SYNC_REQUESTS.wireName(),
                id.toString(),
                Map.of("ce_type", "dev.millrace.git.sync.requested.v1"),
                poison);
        TestEvents.publish(new SyncRequested(UUID.randomUUID(), id, "after the poison", Instant.now()));

        within(20)
                .untilAsserted(() -> assertThat(TestEvents.records("millrace.sync.dlq"))
                        .anySatisfy(record -> {
                            assertThat(record.value()).isEqualTo(poison);
                            assertThat(record.headers().lastHeader("dead-letter-reason"))
                                    .isNotNull();
                        }));
        within(20)
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.GIT_SYNC,
                                SyncStarted.class,
                                event -> event.repository().id().equals(id)))
                        .anySatisfy(event -> assertThat(event.reason()).isEqualTo("after the poison")));
    }

    @Test
    void makesFewPassesOfManyRequests() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        within(10).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("done"));
        int before = team.passes(id);

        for (int i = 0; i < 60; i++) {
            TestEvents.publish(new SyncRequested(UUID.randomUUID(), id, "request " + i, Instant.now()));
        }

        within(20).untilAsserted(() -> {
            assertThat(team.requested(id)).isGreaterThanOrEqualTo(61);
            assertThat(team.syncState(upstream)).isEqualTo("done");
        });
        assertThat(team.passes(id) - before).isBetween(1, 60);
    }

    @Test
    void makesOnePassMoreForRequestsDuringAPass() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        within(10).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("done"));
        int before = team.passes(id);
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        FakeForge.next(upstream.fullName, (exchange, body) -> {
            begun.countDown();
            try {
                assertThat(goOn.await(1_500, TimeUnit.MILLISECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        });
        TestEvents.publish(new SyncRequested(UUID.randomUUID(), id, "first", Instant.now()));
        within(5).until(() -> begun.getCount() == 0);

        database.useTransaction(tx -> {
            for (int i = 0; i < 20; i++) {
                tx.handle().createUpdate("""
                    update sync.mirror set requested_version = requested_version + 1, due_at = now()
                    where repository_id = :id
                    """).bind("id", id).execute();
            }
        });
        goOn.countDown();

        within(10).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("done"));
        within(10).untilAsserted(() -> assertThat(team.passes(id) - before).isBetween(1, 2));
    }

    @Test
    void takesOverFromAWorkerThatDied() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        within(10).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("done"));
        database.useTransaction(
                tx -> tx.handle().createUpdate("""
                    update sync.mirror
                    set lease_id = gen_random_uuid(), lease_until = now() + interval '2 seconds',
                        leased_version = requested_version + 1, requested_version = requested_version + 1,
                        due_at = now()
                    where repository_id = :id
                    """).bind("id", id).execute());
        upstream.push("main", "the dead worker never saw it");

        assertThat(team.syncState(upstream)).isNotEqualTo("done");
        team.awaitEqual(upstream);
        within(10).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("done"));
    }

    @Test
    void lockedRowsOfAFrozenProcessAreFreeBeforeItsLeaseEnds() { // #9.30
        String limit = database.inTransaction(tx -> tx.handle()
                .createQuery("select setting from pg_settings where name = 'idle_in_transaction_session_timeout'")
                .mapTo(String.class)
                .one());

        // 12 s is the default of millrace.sync.lease, the shortest of all services; tests set another
        assertThat(Duration.ofMillis(Long.parseLong(limit))).isPositive().isLessThan(Duration.ofSeconds(12));
    }
}
