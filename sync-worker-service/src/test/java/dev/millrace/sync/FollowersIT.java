package dev.millrace.sync;

import static dev.millrace.sync.TestMirrors.request;
import static dev.millrace.sync.TestMirrors.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several repositories that follow one upstream, one of them created by the installation. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class FollowersIT {

    private static final String FORGE = "forge.test";
    private static final AtomicInteger NUMBERS = new AtomicInteger(7000);

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private final String number = Integer.toString(NUMBERS.incrementAndGet());
    private final String team = "many" + number;
    private final String installation = "4" + number;
    private final String key = FORGE + ":" + number;

    private UpstreamRepository upstream;
    private TestMirrors mirrors;

    @BeforeEach
    void hostARepository() {
        mirrors = new TestMirrors(storage, upstreams, database);
        upstream = UpstreamRepository.create(team + "/tool");
        upstream.push("main", "first");
    }

    @Test
    void bringsEveryRepositoryThatFollowsAnUpstreamUpToDateAndNamesItByTheForgesNumber() { // #9.18
        install();
        UUID own = awaitOwn();
        UUID first = follow(team, UpstreamMode.GITHUB_APP);
        UUID second = follow(team, UpstreamMode.GITHUB_APP);
        mirrors.awaitEqual(first, upstream);
        mirrors.awaitEqual(second, upstream);

        upstream.push("main", "second");
        publishPush(upstream.fullName(), Optional.of(installation));

        for (UUID id : List.of(own, first, second)) {
            mirrors.awaitEqual(id, upstream);
            assertThat(mirrors.find(id).upstreamKey()).contains(key);
            within(10)
                    .untilAsserted(() -> assertThat(TestEvents.all(
                                    Topic.GIT_SYNC,
                                    SyncSucceeded.class,
                                    event -> event.repository().id().equals(id)))
                            .isNotEmpty()
                            .allSatisfy(event ->
                                    assertThat(event.repository().upstreamKey()).contains(key)));
        }
        assertThat(mirrors.find(own).name()).isEqualTo(upstream.fullName());
    }

    @Test
    void goesOnWhenTheInstallationsOwnMirrorIsDeleted() { // #9.18
        install();
        UUID own = awaitOwn();
        UUID follower = follow(team, UpstreamMode.GITHUB_APP);
        mirrors.awaitEqual(follower, upstream);

        storage.catalog().delete(own);
        within(15).untilAsserted(() -> assertThat(mirrors.column(own, "name")).isEmpty());
        upstream.push("main", "second");
        publishPush(upstream.fullName(), Optional.of(installation));

        mirrors.awaitEqual(follower, upstream);
        // several rounds of the comparison that parks mirrors without an installation
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(mirrors.column(follower, "parked")).isEmpty();
            assertThat(storage.catalog().find(team, upstream.fullName())).isEmpty();
        });
        assertThat(mirrors.find(follower).upstreamKey()).contains(key);
    }

    @Test
    void learnsTheNumberFromAnyEventOfItsTeamsInstallation() { // #9.18
        link();
        awaitLinked();
        UUID follower = follow(team, UpstreamMode.GITHUB_APP);
        String anothersUpstream = "other" + team;
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID another = follow(anothersUpstream, UpstreamMode.CREDENTIALS);
        mirrors.awaitEqual(another, upstream);
        within(10)
                .untilAsserted(
                        () -> assertThat(mirrors.column(follower, "mode")).isEqualTo("GITHUB_APP"));

        TestEvents.publish(new DeploymentStatusChanged(
                UUID.randomUUID(),
                repository(upstream.fullName()),
                Optional.of(installation),
                Optional.empty(),
                "1",
                "2",
                "production",
                DeploymentStatusChanged.State.SUCCESS,
                "main",
                "a".repeat(40),
                Instant.now(),
                Instant.now()));

        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.find(follower).upstreamKey()).contains(key));
        // what an installation of one team reports is not for another
        assertThat(mirrors.find(another).upstreamKey()).isEmpty();
    }

    @Test
    void learnsTheNumberFromARepositorysOwnHookOnceItsCredentialsWereAccepted() { // #9.18
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID follower = follow(team, UpstreamMode.CREDENTIALS);
        UUID guessing = attach("guessing" + team, UpstreamMode.CREDENTIALS);
        upstreams.addCredential(guessing, new UpstreamCredential(Optional.of("bot"), "guessed"));
        request(guessing);
        mirrors.awaitEqual(follower, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(follower)).isEqualTo(Upstream.State.SYNCED));
        within(10).untilAsserted(() -> assertThat(mirrors.state(guessing)).isEqualTo(Upstream.State.FAILED));

        publishPush(upstream.fullName(), Optional.empty());

        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.find(follower).upstreamKey()).contains(key));
        assertThat(mirrors.find(guessing).upstreamKey()).isEmpty();
    }

    @Test
    void followsItsUpstreamThroughARename() { // #9.18
        install();
        UUID follower = follow(team, UpstreamMode.GITHUB_APP);
        mirrors.awaitEqual(follower, upstream);
        within(10)
                .untilAsserted(
                        () -> assertThat(mirrors.find(follower).upstreamKey()).contains(key));

        upstream = UpstreamRepository.create(team + "/renamed");
        upstream.push("main", "same repository, other place");
        publishPush(upstream.fullName(), Optional.of(installation));

        mirrors.awaitEqual(follower, upstream);
        assertThat(upstreams.find(follower).orElseThrow().origin().name()).isEqualTo("renamed");
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(mirrors.column(follower, "parked")).isEmpty());
    }

    @Test
    void losesTheNumberWithTheInstallationAndGetsItBack() { // #9.18
        install();
        awaitOwn();
        UUID follower = follow(team, UpstreamMode.GITHUB_APP);
        mirrors.awaitEqual(follower, upstream);
        awaitNumber(follower);

        publishRepositories(List.of(), List.of(installed()));

        awaitWithdrawal(follower);

        publishRepositories(List.of(installed()), List.of());

        awaitNumber(follower);
        within(10).untilAsserted(() -> assertThat(newest(follower)).contains(key));
    }

    @Test
    void losesTheNumberWhenTheUpstreamRefusesTheCredentials() { // #9.18
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID follower = follow(team, UpstreamMode.CREDENTIALS);
        mirrors.awaitEqual(follower, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(follower)).isEqualTo(Upstream.State.SYNCED));
        publishPush(upstream.fullName(), Optional.empty());
        awaitNumber(follower);
        within(10).untilAsserted(() -> assertThat(newest(follower)).contains(key));

        FakeForge.requireCredential(upstream.fullName(), "bot", "changed");
        request(follower);

        awaitWithdrawal(follower);
    }

    @Test
    void keepsTheNumberOfRefusedCredentialsThatAnInstallationStandsFor() { // #9.18
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        install();
        awaitOwn();
        UUID follower = attach(team, UpstreamMode.CREDENTIALS);
        upstreams.addCredential(follower, new UpstreamCredential(Optional.of("bot"), "guessed"));
        request(follower);
        publishPush(upstream.fullName(), Optional.of(installation));

        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.column(follower, "parked")).isEqualTo("CREDENTIALS"));
        // several rounds of the comparison
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () -> assertThat(mirrors.find(follower).upstreamKey()).contains(key));

        publishRepositories(List.of(), List.of(installed()));

        awaitWithdrawal(follower);
    }

    @Test
    void givesNoNumberForASuccessFromBeforeTheCredentials() { // #9.18
        FakeForge.open(upstream.fullName());
        UUID follower = attach(team, UpstreamMode.PUBLIC);
        request(follower);
        mirrors.awaitEqual(follower, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(follower)).isEqualTo(Upstream.State.SYNCED));
        FakeForge.close(upstream.fullName());
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID entitled = follow("entitled" + team, UpstreamMode.CREDENTIALS);
        mirrors.awaitEqual(entitled, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(entitled)).isEqualTo(Upstream.State.SYNCED));
        upstreams.addCredential(follower, new UpstreamCredential(Optional.of("bot"), "guessed"));
        request(follower);
        within(10)
                .untilAsserted(
                        () -> assertThat(mirrors.column(follower, "parked")).isEqualTo("CREDENTIALS"));

        publishPush(upstream.fullName(), Optional.empty());

        awaitNumber(entitled);
        assertThat(mirrors.find(follower).upstreamKey()).isEmpty();
        assertThat(mirrors.column(follower, "upstream_key")).isEmpty();
    }

    private void link() {
        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                FORGE,
                installation,
                team,
                team,
                team,
                InstallationLinked.State.ACTIVE,
                Instant.now()));
    }

    /** The topics of installations and of what happens in repositories are read in no common order. */
    private void awaitLinked() {
        within(10).untilAsserted(() -> assertThat(linkState()).contains("ACTIVE"));
    }

    private Optional<String> linkState() {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select link_state from sync.installation where installation_id = :id")
                .bind("id", installation)
                .mapTo(String.class)
                .findOne());
    }

    private void install() {
        link();
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                FORGE,
                installation,
                team,
                team,
                InstallationChanged.Action.CREATED,
                List.of(installed()),
                Optional.empty(),
                Instant.now()));
    }

    private InstalledRepository installed() {
        return new InstalledRepository(number, upstream.fullName(), true);
    }

    private void publishRepositories(List<InstalledRepository> added, List<InstalledRepository> removed) {
        TestEvents.publish(new InstallationRepositoriesChanged(
                UUID.randomUUID(), FORGE, installation, team, added, removed, Instant.now()));
    }

    private void awaitNumber(UUID id) {
        within(15).untilAsserted(() -> {
            assertThat(mirrors.find(id).upstreamKey()).contains(key);
            assertThat(mirrors.column(id, "upstream_key")).isEqualTo(key);
        });
    }

    /** Also by the newest event, which is the one that the other services keep. */
    private void awaitWithdrawal(UUID id) {
        within(15).untilAsserted(() -> {
            assertThat(mirrors.find(id).upstreamKey()).isEmpty();
            assertThat(mirrors.column(id, "upstream_key")).isEmpty();
            assertThat(newest(id)).isEmpty();
        });
    }

    /** The number in the sync event that happened last. */
    private Optional<String> newest(UUID id) {
        var named = new TreeMap<Instant, Optional<String>>();
        TestEvents.all(
                        Topic.GIT_SYNC,
                        SyncStarted.class,
                        event -> event.repository().id().equals(id))
                .forEach(event ->
                        named.put(event.occurredAt(), event.repository().upstreamKey()));
        TestEvents.all(
                        Topic.GIT_SYNC,
                        SyncSucceeded.class,
                        event -> event.repository().id().equals(id))
                .forEach(event ->
                        named.put(event.occurredAt(), event.repository().upstreamKey()));
        TestEvents.all(
                        Topic.GIT_SYNC,
                        SyncFailed.class,
                        event -> event.repository().id().equals(id))
                .forEach(event ->
                        named.put(event.occurredAt(), event.repository().upstreamKey()));
        return named.lastEntry().getValue();
    }

    private UUID awaitOwn() {
        within(15).until(() -> storage.catalog().find(team, upstream.fullName()).isPresent());
        UUID own =
                storage.catalog().find(team, upstream.fullName()).orElseThrow().id();
        mirrors.awaitEqual(own, upstream);
        return own;
    }

    private UUID follow(String owner, UpstreamMode mode) {
        UUID id = attach(owner, mode);
        if (mode == UpstreamMode.CREDENTIALS) {
            upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "hunter2"));
        }
        request(id);
        return id;
    }

    private UUID attach(String owner, UpstreamMode mode) {
        var origin = new UpstreamOrigin(
                "github",
                FORGE,
                team,
                "tool",
                FakeForge.url() + "/" + upstream.fullName() + ".git",
                mode,
                UpstreamOperation.SYNC,
                Optional.empty());
        return mirrors.attach(owner, origin, true);
    }

    private void publishPush(String fullName, Optional<String> installationId) {
        TestEvents.publish(new RefPushed(
                UUID.randomUUID(),
                repository(fullName),
                installationId,
                Optional.empty(),
                "refs/heads/main",
                Optional.of("a".repeat(40)),
                Optional.of("b".repeat(40)),
                false,
                List.of(),
                Instant.now()));
    }

    private ForgeRepository repository(String fullName) {
        return new ForgeRepository(
                FORGE, number, fullName, FakeForge.url() + "/" + fullName + ".git", "main", true, false);
    }
}
