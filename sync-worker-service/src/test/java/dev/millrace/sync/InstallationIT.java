package dev.millrace.sync;

import static dev.millrace.sync.InstalledTeam.FORGE;
import static dev.millrace.sync.InstalledTeam.forgeId;
import static dev.millrace.sync.InstalledTeam.repository;
import static dev.millrace.sync.InstalledTeam.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.forge.RepositorySelection;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.git.GitStorage;
import dev.millrace.git.settings.FrozenMirror;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of an installation and of its repositories at the forge, and what becomes of their mirrors. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class InstallationIT {

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

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
    void restsWhileTheInstallationIsSuspendedAndGoesOnAfterwards() {
        team.mirrored();
        team.link(State.SUSPENDED);
        within(10).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("INSTALLATION"));
        Map<String, String> before = team.mirrorRefs(upstream);
        int calls = FakeForge.calls(upstream.fullName);
        String tip = upstream.push("main", "while suspended");
        team.hint(upstream, "refs/heads/main", tip);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(6)).untilAsserted(() -> {
            assertThat(team.mirrorRefs(upstream)).isEqualTo(before);
            assertThat(FakeForge.calls(upstream.fullName)).isEqualTo(calls);
        });

        team.link(State.ACTIVE);

        team.awaitEqual(upstream);
    }

    @Test
    void restsWhenTheRepositoryIsTakenOffTheInstallationAndReturnsWithIt() {
        team.mirrored();
        var listed = List.of(new InstalledRepository(forgeId(upstream), upstream.fullName, true));
        TestEvents.publish(new InstallationRepositoriesChanged(
                UUID.randomUUID(), FORGE, team.installation(), team.owner(), List.of(), listed, Instant.now()));
        within(10).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("INSTALLATION"));
        upstream.push("main", "while away");

        TestEvents.publish(new InstallationRepositoriesChanged(
                UUID.randomUUID(), FORGE, team.installation(), team.owner(), listed, List.of(), Instant.now()));

        team.awaitEqual(upstream);
    }

    @Test
    void letsARepositoryBeDetachedAndMirrorsTheUpstreamAgainOnlyWhenItIsListedAnew() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        Map<String, String> before = team.refs(id);

        database.useTransaction(tx -> upstreams.detach(tx, id));
        team.hint(upstream, "refs/heads/main", upstream.push("main", "not followed"));

        within(10)
                .untilAsserted(() -> assertThat(database.<Integer>inTransaction(tx -> tx.handle()
                                .createQuery("select count(*) from sync.mirror where repository_id = :id")
                                .bind("id", id)
                                .mapTo(Integer.class)
                                .one()))
                        .isZero());
        assertThat(team.refs(id)).isEqualTo(before);

        TestEvents.publish(new InstallationRepositoriesChanged(
                UUID.randomUUID(),
                FORGE,
                team.installation(),
                team.owner(),
                List.of(new InstalledRepository(forgeId(upstream), upstream.fullName, true)),
                List.of(),
                Instant.now()));

        within(15).untilAsserted(() -> {
            var anew = storage.catalog().find(team.slug(), upstream.fullName + "-" + forgeId(upstream));
            assertThat(anew).isPresent();
            assertThat(team.refs(anew.get().id())).isEqualTo(upstream.refs());
        });
        assertThat(team.refs(id)).isEqualTo(before);
    }

    @Test
    void takesOverTheReadOnlyMirrorOfAPublicRepositoryWhenItIsSelected() {
        FakeForge.open(upstream.fullName);
        String name = upstream.fullName.substring(team.owner().length() + 1);
        var origin = new UpstreamOrigin(
                "github",
                FORGE,
                team.owner(),
                name,
                FakeForge.url() + "/" + upstream.fullName + ".git",
                UpstreamMode.PUBLIC,
                UpstreamOperation.SYNC,
                Optional.empty());
        UUID id = new TestMirrors(storage, upstreams, database).attachReadOnly(team.slug(), origin);
        TestEvents.publish(new SyncRequested(UUID.randomUUID(), id, "a read-only mirror", Instant.now()));
        within(20).untilAsserted(() -> assertThat(team.refs(id)).isEqualTo(upstream.refs()));

        team.mirrored();

        within(20).untilAsserted(() -> {
            var mirror = team.mirror(upstream);
            assertThat(mirror.id()).isEqualTo(id);
            assertThat(mirror.upstreamKey()).contains(FORGE + ":" + forgeId(upstream));
            assertThat(mirror.upstream()).isEmpty();
        });
        team.hint(upstream, "refs/heads/main", upstream.push("main", "after it was selected"));
        team.awaitEqual(upstream);
        assertThat(team.refs(id)).isEqualTo(upstream.refs());
    }

    @Test
    void followsTheAccountThroughARename() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        String login = team.owner() + "-inc";
        var renamed = UpstreamRepository.create(login + "/widgets");
        renamed.push("main", "same repository, other owner");

        TestEvents.publish(team.renamed(login));

        team.awaitEqual(renamed);
        assertThat(team.mirror(renamed).id()).isEqualTo(id);
        assertThat(database.<String>inTransaction(tx -> tx.handle()
                        .createQuery("select account_id from git.upstream_account where repository_id = :id")
                        .bind("id", id)
                        .mapTo(String.class)
                        .one()))
                .isEqualTo(team.owner());
    }

    @Test
    void requestsASyncOfEachRepositoryWhenTheInstallationIsActiveAgain() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        team.install(Action.SUSPENDED);
        within(10).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("INSTALLATION"));
        long before = team.requested(id);
        upstream.push("main", "while suspended");

        team.install(Action.UNSUSPENDED);

        team.awaitEqual(upstream);
        assertThat(team.requested(id)).isGreaterThan(before);
    }

    @Test
    void keepsARepositoryThroughARename() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        var renamed = UpstreamRepository.create(team.owner() + "/renamed");
        renamed.push("main", "same repository, other place");

        TestEvents.publish(new RepositoryUpdated(
                UUID.randomUUID(),
                new ForgeRepository(
                        FORGE,
                        forgeId(upstream),
                        renamed.fullName,
                        FakeForge.url() + "/" + renamed.fullName + ".git",
                        "main",
                        true,
                        false),
                Optional.of(team.installation()),
                Optional.empty(),
                RepositoryUpdated.Action.RENAMED,
                Optional.of(upstream.fullName),
                Instant.now()));

        team.awaitEqual(renamed);
        assertThat(team.mirror(renamed).id()).isEqualTo(id);
        assertThat(storage.catalog().find(team.slug(), upstream.fullName)).isEmpty();
    }

    @Test
    void keepsAMirrorWhoseRepositoryIsTransferredToAnotherAccountOfTheTeam() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        var other = new InstalledTeam(storage, database);
        TestEvents.publish(other.link(State.ACTIVE, team.slug()));
        other.install(Action.CREATED);
        var transferred = UpstreamRepository.create(other.owner() + "/widgets-moved");
        transferred.push("main", "same repository, other owner");

        TestEvents.publish(transferred(transferred, other.installation()));

        team.awaitEqual(transferred);
        assertThat(team.mirror(transferred).id()).isEqualTo(id);
        assertThat(storage.catalog().find(team.slug(), upstream.fullName)).isEmpty();
    }

    @Test
    void givesTheRepositoryToTheTeamOfTheAccountThatItIsTransferredTo() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        var other = new InstalledTeam(storage, database);
        other.link(State.ACTIVE);
        other.install(Action.CREATED);
        var transferred = UpstreamRepository.create(other.owner() + "/widgets-moved");
        transferred.push("main", "same repository, other team");

        TestEvents.publish(transferred(transferred, other.installation()));

        other.awaitEqual(transferred);
        assertThat(other.mirror(transferred).id()).isNotEqualTo(id);
        assertThat(storage.catalog().find(team.slug(), upstream.fullName)).isEmpty();
        assertThat(storage.catalog().find(team.slug(), transferred.fullName)).isEmpty();
    }

    @Test
    void mirrorsTheFirstRepositoryOfAnAccountThatHadNoneAndSelectedAll() {
        var empty = new InstalledTeam(storage, database);
        empty.link(State.ACTIVE);
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                FORGE,
                empty.installation(),
                empty.owner(),
                empty.owner(),
                AccountType.ORGANIZATION,
                Action.CREATED,
                List.of(),
                RepositorySelection.ALL,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.now()));

        // GitHub reports a new repository of such an account to the installation, and no change of the selection
        TestEvents.publish(new RepositoryUpdated(
                UUID.randomUUID(),
                repository(empty.upstream()),
                Optional.of(empty.installation()),
                Optional.empty(),
                RepositoryUpdated.Action.CREATED,
                Optional.empty(),
                Instant.now()));

        within(20).untilAsserted(() -> empty.mirror(empty.upstream()));
        empty.awaitEqual(empty.upstream());
    }

    private RepositoryUpdated transferred(UpstreamRepository to, String installation) {
        return new RepositoryUpdated(
                UUID.randomUUID(),
                new ForgeRepository(
                        FORGE,
                        forgeId(upstream),
                        to.fullName,
                        FakeForge.url() + "/" + to.fullName + ".git",
                        "main",
                        true,
                        false),
                Optional.of(installation),
                Optional.empty(),
                RepositoryUpdated.Action.TRANSFERRED,
                Optional.of(upstream.fullName),
                Instant.now());
    }

    @Test
    void syncsAndChangesNothingElseWhenAnOldDeliveryIsReplayed() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        upstream.push("main", "not announced");

        TestEvents.publishReplay(updated(RepositoryUpdated.Action.DELETED, repository(upstream)), false);
        TestEvents.publishReplay(
                updated(
                        RepositoryUpdated.Action.RENAMED,
                        new ForgeRepository(
                                FORGE,
                                forgeId(upstream),
                                team.owner() + "/former",
                                FakeForge.url() + "/" + team.owner() + "/former.git",
                                "main",
                                true,
                                false)),
                false);

        team.awaitEqual(upstream);
        assertThat(team.mirror(upstream).id()).isEqualTo(id);
    }

    @Test
    void letsARepositoryGoThatWasDeletedAtTheForge() {
        team.mirrored();

        TestEvents.publish(updated(RepositoryUpdated.Action.DELETED, repository(upstream)));

        within(10)
                .untilAsserted(() -> assertThat(storage.catalog().find(team.slug(), upstream.fullName))
                        .isEmpty());
    }

    @Test
    void freezesAnArchivedMirrorWhoseRepositoryWasDeletedAtTheForge() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        Map<String, String> before = team.refs(id);
        storage.settings().chooseArchive(id, true);

        TestEvents.publish(updated(RepositoryUpdated.Action.DELETED, repository(upstream)));

        within(10)
                .untilAsserted(() -> assertThat(database.<Map<UUID, FrozenMirror>>inTransaction(
                                tx -> storage.settings().frozen(tx, List.of(id))))
                        .containsKey(id));
        assertThat(team.mirror(upstream).id()).isEqualTo(id);
        assertThat(team.refs(id)).isEqualTo(before);
        assertThat(team.syncState(upstream)).isEqualTo("INSTALLATION");
    }

    @Test
    void takesTheRepositoriesAlongWhenTheInstallationGoesToAnotherTeam() {
        team.mirrored();
        UUID before = team.mirror(upstream).id();

        TestEvents.publish(team.link(State.ACTIVE, team.slug() + "b"));

        within(15).untilAsserted(() -> {
            var taken = storage.catalog().find(team.slug() + "b", upstream.fullName);
            assertThat(taken).isPresent();
            assertThat(taken.get().id()).isNotEqualTo(before);
            assertThat(team.refs(taken.get().id())).isEqualTo(upstream.refs());
        });
        assertThat(storage.catalog().find(team.slug(), upstream.fullName)).isEmpty();
    }

    private RepositoryUpdated updated(RepositoryUpdated.Action action, ForgeRepository repository) {
        return new RepositoryUpdated(
                UUID.randomUUID(),
                repository,
                Optional.of(team.installation()),
                Optional.empty(),
                action,
                Optional.empty(),
                Instant.now());
    }
}
