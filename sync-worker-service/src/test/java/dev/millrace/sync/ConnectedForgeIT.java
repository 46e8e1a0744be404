package dev.millrace.sync;

import static dev.millrace.sync.TestMirrors.request;
import static dev.millrace.sync.TestMirrors.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Event;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mirrors with stored credentials of a forge that their team connected: its events find them by address. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class ConnectedForgeIT {

    private static final AtomicInteger NUMBERS = new AtomicInteger(100);

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private final int number = NUMBERS.incrementAndGet();
    private final String team = "connected" + number;

    private UpstreamRepository upstream;
    private TestMirrors mirrors;

    @BeforeEach
    void hostARepository() {
        mirrors = new TestMirrors(storage, upstreams, database);
        upstream = UpstreamRepository.create(team + "/tool");
        upstream.push("main", "first");
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
    }

    @Test
    void bringsAMirrorOfTheSameAddressUpToDate() {
        UUID mirror = follow(team);
        upstream.push("main", "second");
        long before = requested(mirror);

        publish("gitlab", push(FakeForge.url() + "/" + upstream.fullName().toUpperCase(Locale.ROOT)));

        within(15).untilAsserted(() -> assertThat(requested(mirror)).isGreaterThan(before));
        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.column(mirror, "reason")).isEqualTo("push to refs/heads/main"));
        mirrors.awaitEqual(mirror, upstream);
    }

    @Test
    void concernsNobodyButTheTeamThatConnectedTheForge() {
        UUID mirror = follow(team);
        UUID anothers = follow("other" + team);
        long before = requested(mirror);
        long beforeOfAnother = requested(anothers);

        publish("gitlab", push(FakeForge.url() + "/" + upstream.fullName() + ".git"));

        within(15).untilAsserted(() -> assertThat(requested(mirror)).isGreaterThan(before));
        assertThat(requested(anothers)).isEqualTo(beforeOfAnother);
    }

    @Test
    void doesNotRecordTheNumberThatATeamCanClaim() { // it gives access to what others reported under it
        UUID mirror = follow(team);
        long before = requested(mirror);

        publish("gitlab", push(FakeForge.url() + "/" + upstream.fullName() + ".git"));

        within(15).untilAsserted(() -> assertThat(requested(mirror)).isGreaterThan(before));
        assertThat(mirrors.find(mirror).upstreamKey()).isEmpty();
        assertThat(mirrors.column(mirror, "upstream_key")).isEmpty();
    }

    @Test
    void requestsTheHeadOfAChangeFromAForkByTheNameThatTheForgeHasForIt() {
        UUID mirror = follow(team);
        upstream.set("refs/merge-requests/7/head", upstream.commit("of a fork"));

        publish("gitlab", change(7));

        within(15).untilAsserted(() -> assertThat(mirrors.refs(mirror)).containsKey("refs/merge-requests/7/head"));
    }

    @Test
    void keepsAMirrorWhoseUpstreamIsReportedAsDeleted() {
        UUID mirror = follow(team);
        ForgeRepository repository = repository(FakeForge.url() + "/" + upstream.fullName() + ".git");
        long before = requested(mirror);

        publish(
                "gitea",
                new RepositoryUpdated(
                        UUID.randomUUID(),
                        repository,
                        Optional.empty(),
                        Optional.empty(),
                        RepositoryUpdated.Action.DELETED,
                        Optional.empty(),
                        Instant.now()));
        publish("gitea", push(repository.cloneUrl()));

        within(15).untilAsserted(() -> assertThat(requested(mirror)).isGreaterThan(before));
        assertThat(storage.catalog().find(mirror)).isPresent();
    }

    @Test
    void leavesAPublicUpstreamToRequests() {
        FakeForge.open(upstream.fullName());
        UUID open = attach(team, UpstreamMode.PUBLIC);
        UUID mirror = follow(team);
        request(open);
        mirrors.awaitEqual(open, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(open)).isEqualTo(Upstream.State.SYNCED));
        long before = requested(open);
        long beforeOfMirror = requested(mirror);

        publish("gitea", push(FakeForge.url() + "/" + upstream.fullName() + ".git"));

        within(15).untilAsserted(() -> assertThat(requested(mirror)).isGreaterThan(beforeOfMirror));
        assertThat(requested(open)).isEqualTo(before);
    }

    /** As webhook-ingest publishes what arrived through a connection of the team. */
    private void publish(String forge, Event event) {
        WireEvent wire = new EventCodec(URI.create("/test"))
                .write(event, URI.create("https://forge.test/"), Map.of("millraceteam", team, "millraceforge", forge));
        TestEvents.publish(wire.topic(), wire.key(), wire.headers(), wire.value());
    }

    private RefPushed push(String cloneUrl) {
        return new RefPushed(
                UUID.randomUUID(),
                repository(cloneUrl),
                Optional.empty(),
                Optional.empty(),
                "refs/heads/main",
                Optional.of("a".repeat(40)),
                Optional.of("b".repeat(40)),
                false,
                List.of(),
                Instant.now());
    }

    private ChangeUpdated change(long change) {
        var ada = new Actor("1", "ada", Actor.Kind.USER);
        return new ChangeUpdated(
                UUID.randomUUID(),
                repository(FakeForge.url() + "/" + upstream.fullName() + ".git"),
                Optional.empty(),
                Optional.of(ada),
                ChangeUpdated.Action.OPENED,
                change,
                "from a fork",
                ada,
                false,
                "main",
                Optional.empty(),
                "topic",
                "c".repeat(40),
                true,
                Optional.empty(),
                Instant.now(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                "https://forge.test/" + change,
                Instant.now());
    }

    private ForgeRepository repository(String cloneUrl) {
        return new ForgeRepository("forge.test", "9" + number, upstream.fullName(), cloneUrl, "main", true, false);
    }

    private UUID follow(String owner) {
        UUID id = attach(owner, UpstreamMode.CREDENTIALS);
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "hunter2"));
        request(id);
        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(id)).isEqualTo(Upstream.State.SYNCED));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> mirrors.column(id, "lease_id").isEmpty());
        return id;
    }

    private UUID attach(String owner, UpstreamMode mode) {
        var origin = new UpstreamOrigin(
                "gitlab",
                "forge.test",
                team,
                "tool",
                FakeForge.url() + "/" + upstream.fullName() + ".git",
                mode,
                UpstreamOperation.SYNC,
                Optional.empty());
        return mirrors.attach(owner, origin, true);
    }

    private long requested(UUID mirror) {
        return Long.parseLong(mirrors.column(mirror, "requested_version"));
    }
}
