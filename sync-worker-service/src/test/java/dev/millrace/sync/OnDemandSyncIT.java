package dev.millrace.sync;

import static dev.millrace.sync.TestMirrors.request;
import static dev.millrace.sync.TestMirrors.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.git.SyncRequested;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestForge;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a requested sync reads, how long it waits for the upstream, and how few passes many requests make. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class OnDemandSyncIT {

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private AttachedRepository repository;
    private UpstreamRepository upstream;
    private TestMirrors mirrors;

    @BeforeEach
    void hostARepository() {
        mirrors = new TestMirrors(storage, upstreams, database);
        repository = new AttachedRepository(mirrors);
        upstream = repository.upstream();
    }

    @Test
    void mirrorsTheHeadOfAChangeOnDemand() {
        FakeForge.open(upstream.fullName());
        String head = upstream.set("refs/pull/7/head", upstream.commit("from a fork"));
        upstream.set("refs/pull/8/head", upstream.commit("not needed"));
        UUID id = repository.follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);

        request(id, Optional.of("refs/pull/7/head"));

        within(15).untilAsserted(() -> assertThat(mirrors.refs(id)).containsEntry("refs/pull/7/head", head));
        assertThat(mirrors.refs(id)).doesNotContainKey("refs/pull/8/head");
    }

    @Test
    void looksAgainForACommitThatTheUpstreamDoesNotListYet() {
        FakeForge.open(upstream.fullName());
        UUID id = repository.follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);
        String late =
                upstream.commit("pushed, but not listed yet", upstream.refs().get("refs/heads/main"));

        TestEvents.publish(new SyncRequested(
                UUID.randomUUID(), id, "a pipeline waits", Optional.empty(), Optional.of(late), Instant.now()));
        within(15).untilAsserted(() -> assertThat(awaited(id)).isEqualTo(1));
        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "checked_at")).isNotEmpty());
        upstream.set("refs/heads/main", late);

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(awaited(id)).isZero());
    }

    @Test
    void staysAwayAsLongAsTheForgeAsks() {
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID id = repository.attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC);
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "hunter2"));
        var answeredAt = new AtomicInteger();
        FakeForge.next(upstream.fullName(), (exchange, body) -> {
            answeredAt.set(FakeForge.calls(upstream.fullName()));
            exchange.getResponseHeaders().set("Retry-After", "3");
            TestForge.send(exchange, 429, "slow down");
            return true;
        });

        request(id, Optional.empty());

        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "last_error")).contains("too often"));
        long begin = System.nanoTime();
        request(id, Optional.empty());
        mirrors.awaitEqual(id, upstream);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(answeredAt.get()).isEqualTo(1);
    }

    @Test
    void makesAtMostTwoPassesOfFourHundredRequests() throws InterruptedException {
        FakeForge.open(upstream.fullName());
        UUID id = repository.follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(id)).isEqualTo(Upstream.State.SYNCED));
        int before = runs(id);
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        FakeForge.next(upstream.fullName(), (exchange, body) -> {
            begun.countDown();
            try {
                assertThat(goOn.await(1_800, TimeUnit.MILLISECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        });
        request(id, Optional.empty());
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        database.useTransaction(tx -> {
            var requests = tx.handle().prepareBatch("""
                    update sync.mirror set requested_version = requested_version + 1, due_at = now()
                    where repository_id = :id
                    """);
            for (int i = 0; i < 400; i++) {
                requests.bind("id", id).add();
            }
            requests.execute();
        });
        goOn.countDown();

        within(15).untilAsserted(() -> assertThat(runs(id) - before).isEqualTo(2));
        await().during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(runs(id) - before).isEqualTo(2));
    }

    private int runs(UUID id) {
        return count("select count(*) from sync.run where repository_id = :id", id);
    }

    private int awaited(UUID id) {
        return count("select count(*) from sync.awaited_commit where repository_id = :id", id);
    }

    private int count(String query, UUID id) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery(query)
                .bind("id", id)
                .mapTo(Integer.class)
                .one());
    }
}
