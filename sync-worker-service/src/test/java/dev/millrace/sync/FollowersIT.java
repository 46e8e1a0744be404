package dev.millrace.sync;

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
import dev.millrace.events.git.SyncRequested;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
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

    @BeforeEach
    void hostARepository() {
        upstream = UpstreamRepository.create(team + "/tool");
        upstream.push("main", "first");
    }

    @Test
    void bringsEveryRepositoryThatFollowsAnUpstreamUpToDateAndNamesItByTheForgesNumber() { // #9.18
        install();
        UUID own = awaitOwn();
        UUID first = follow(team, UpstreamMode.GITHUB_APP);
        UUID second = follow(team, UpstreamMode.GITHUB_APP);
        awaitEqual(first);
        awaitEqual(second);

        upstream.push("main", "second");
        publishPush(upstream.fullName(), Optional.of(installation));

        for (UUID id : List.of(own, first, second)) {
            awaitEqual(id);
            assertThat(find(id).upstreamKey()).contains(key);
            within(10)
                    .untilAsserted(() -> assertThat(TestEvents.all(
                                    Topic.GIT_SYNC,
                                    SyncSucceeded.class,
                                    event -> event.repository().id().equals(id)))
                            .isNotEmpty()
                            .allSatisfy(event ->
                                    assertThat(event.repository().upstreamKey()).contains(key)));
        }
        assertThat(find(own).name()).isEqualTo(upstream.fullName());
    }

    @Test
    void goesOnWhenTheInstallationsOwnMirrorIsDeleted() { // #9.18
        install();
        UUID own = awaitOwn();
        UUID follower = follow(team, UpstreamMode.GITHUB_APP);
        awaitEqual(follower);

        storage.catalog().delete(own);
        within(15).untilAsserted(() -> assertThat(column(own, "name")).isEmpty());
        upstream.push("main", "second");
        publishPush(upstream.fullName(), Optional.of(installation));

        awaitEqual(follower);
        // several rounds of the comparison that parks mirrors without an installation
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(column(follower, "parked")).isEmpty();
            assertThat(storage.catalog().find(team, upstream.fullName())).isEmpty();
        });
        assertThat(find(follower).upstreamKey()).contains(key);
    }

    @Test
    void learnsTheNumberFromAnyEventOfItsTeamsInstallation() { // #9.18
        link();
        awaitLinked();
        UUID follower = follow(team, UpstreamMode.GITHUB_APP);
        String anothersUpstream = "other" + team;
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID another = follow(anothersUpstream, UpstreamMode.CREDENTIALS);
        awaitEqual(another);
        within(10).untilAsserted(() -> assertThat(column(follower, "mode")).isEqualTo("GITHUB_APP"));

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

        within(15).untilAsserted(() -> assertThat(find(follower).upstreamKey()).contains(key));
        // what an installation of one team reports is not for another
        assertThat(find(another).upstreamKey()).isEmpty();
    }

    @Test
    void learnsTheNumberFromARepositorysOwnHookOnceItsCredentialsWereAccepted() { // #9.18
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID follower = follow(team, UpstreamMode.CREDENTIALS);
        UUID guessing = attach("guessing" + team, UpstreamMode.CREDENTIALS);
        upstreams.addCredential(guessing, new UpstreamCredential(Optional.of("bot"), "guessed"));
        request(guessing);
        awaitEqual(follower);
        within(10).untilAsserted(() -> assertThat(state(follower)).isEqualTo(Upstream.State.SYNCED));
        within(10).untilAsserted(() -> assertThat(state(guessing)).isEqualTo(Upstream.State.FAILED));

        publishPush(upstream.fullName(), Optional.empty());

        within(15).untilAsserted(() -> assertThat(find(follower).upstreamKey()).contains(key));
        assertThat(find(guessing).upstreamKey()).isEmpty();
    }

    @Test
    void followsItsUpstreamThroughARename() { // #9.18
        install();
        UUID follower = follow(team, UpstreamMode.GITHUB_APP);
        awaitEqual(follower);
        within(10).untilAsserted(() -> assertThat(find(follower).upstreamKey()).contains(key));

        upstream = UpstreamRepository.create(team + "/renamed");
        upstream.push("main", "same repository, other place");
        publishPush(upstream.fullName(), Optional.of(installation));

        awaitEqual(follower);
        assertThat(upstreams.find(follower).orElseThrow().origin().name()).isEqualTo("renamed");
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(column(follower, "parked")).isEmpty());
    }

    @Test
    void losesTheNumberWithTheInstallationAndGetsItBack() { // #9.18
        install();
        awaitOwn();
        UUID follower = follow(team, UpstreamMode.GITHUB_APP);
        awaitEqual(follower);
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
        awaitEqual(follower);
        within(10).untilAsserted(() -> assertThat(state(follower)).isEqualTo(Upstream.State.SYNCED));
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

        within(15).untilAsserted(() -> assertThat(column(follower, "parked")).isEqualTo("CREDENTIALS"));
        // several rounds of the comparison
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(find(follower).upstreamKey()).contains(key));

        publishRepositories(List.of(), List.of(installed()));

        awaitWithdrawal(follower);
    }

    @Test
    void givesNoNumberForASuccessFromBeforeTheCredentials() { // #9.18
        FakeForge.open(upstream.fullName());
        UUID follower = attach(team, UpstreamMode.PUBLIC);
        request(follower);
        awaitEqual(follower);
        within(10).untilAsserted(() -> assertThat(state(follower)).isEqualTo(Upstream.State.SYNCED));
        FakeForge.close(upstream.fullName());
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID entitled = follow("entitled" + team, UpstreamMode.CREDENTIALS);
        awaitEqual(entitled);
        within(10).untilAsserted(() -> assertThat(state(entitled)).isEqualTo(Upstream.State.SYNCED));
        upstreams.addCredential(follower, new UpstreamCredential(Optional.of("bot"), "guessed"));
        request(follower);
        within(10).untilAsserted(() -> assertThat(column(follower, "parked")).isEqualTo("CREDENTIALS"));

        publishPush(upstream.fullName(), Optional.empty());

        awaitNumber(entitled);
        assertThat(find(follower).upstreamKey()).isEmpty();
        assertThat(column(follower, "upstream_key")).isEmpty();
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
        within(10)
                .until(() -> database.inTransaction(tx -> tx.handle()
                        .createQuery("select exists (select 1 from sync.installation"
                                + " where installation_id = :id and link_state = 'ACTIVE')")
                        .bind("id", installation)
                        .mapTo(Boolean.class)
                        .one()));
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
            assertThat(find(id).upstreamKey()).contains(key);
            assertThat(column(id, "upstream_key")).isEqualTo(key);
        });
    }

    /** Also by the newest event, which is the one that the other services keep. */
    private void awaitWithdrawal(UUID id) {
        within(15).untilAsserted(() -> {
            assertThat(find(id).upstreamKey()).isEmpty();
            assertThat(column(id, "upstream_key")).isEmpty();
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
        awaitEqual(own);
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
        return database.inTransaction(tx -> {
            UUID id = storage.catalog()
                    .create(
                            tx,
                            new NewRepository(
                                    owner,
                                    new RepositoryName("copy" + NUMBERS.incrementAndGet()),
                                    Optional.empty(),
                                    "main"))
                    .repository()
                    .id();
            var origin = new UpstreamOrigin(
                    "github",
                    FORGE,
                    team,
                    "tool",
                    FakeForge.url() + "/" + upstream.fullName() + ".git",
                    mode,
                    UpstreamOperation.SYNC,
                    Optional.empty());
            upstreams.attach(tx, id, origin, true);
            return id;
        });
    }

    private void request(UUID id) {
        TestEvents.publish(
                new SyncRequested(UUID.randomUUID(), id, "test", Optional.empty(), Optional.empty(), Instant.now()));
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

    private void awaitEqual(UUID id) {
        within(20).untilAsserted(() -> assertThat(refs(id)).isEqualTo(upstream.refs()));
    }

    private static ConditionFactory within(int seconds) {
        return await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(50));
    }

    private StoredRepository find(UUID id) {
        return storage.catalog().find(id).orElseThrow();
    }

    private Upstream.State state(UUID id) {
        return upstreams.find(id).orElseThrow().state();
    }

    private String column(UUID id, String name) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select coalesce(" + name + "::text, '') from sync.mirror where repository_id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }

    private Map<String, String> refs(UUID id) {
        try (Repository read = storage.read(id)) {
            var refs = new TreeMap<String, String>();
            for (Ref ref : read.getRefDatabase().getRefsByPrefix("refs/")) {
                refs.put(ref.getName(), ref.getObjectId().name());
            }
            return refs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
