package dev.millrace.sync;

import static dev.millrace.sync.InstalledTeam.FORGE;
import static dev.millrace.sync.InstalledTeam.forgeId;
import static dev.millrace.sync.InstalledTeam.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.git.GitStorage;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mirrors that an installation of our App lists: their first sync, and what they follow from then on. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class MirrorIT {

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
    void mirrorsWhatALinkedInstallationLists() {
        var second = UpstreamRepository.create(team.owner() + "/gadgets");
        second.push("main", "other");

        team.link(State.ACTIVE);
        team.install(Action.CREATED, upstream, second);

        team.awaitEqual(upstream);
        team.awaitEqual(second);
        assertThat(team.mirror(upstream).upstreamKey()).contains(FORGE + ":" + forgeId(upstream));
        assertThat(team.mirror(upstream).head()).isEqualTo("refs/heads/main");
    }

    @Test
    void mirrorsAlsoWhenTheLinkComesAfterTheList() {
        team.install(Action.CREATED, upstream);
        team.link(State.ACTIVE);

        team.awaitEqual(upstream);
    }

    @Test
    void announcesANewMirrorAndReportsWhenItIsEqual() {
        team.mirrored();

        UUID id = team.mirror(upstream).id();
        within(10).untilAsserted(() -> {
            var started = TestEvents.all(
                    Topic.GIT_SYNC,
                    SyncStarted.class,
                    event -> event.repository().id().equals(id));
            var succeeded = TestEvents.all(
                    Topic.GIT_SYNC,
                    SyncSucceeded.class,
                    event -> event.repository().id().equals(id));
            assertThat(started).isNotEmpty();
            assertThat(started.getFirst().repository())
                    .isEqualTo(team.mirror(upstream).toEvent());
            assertThat(succeeded)
                    .extracting(SyncSucceeded::syncId)
                    .contains(started.getFirst().syncId());
            assertThat(succeeded).anyMatch(event -> event.refsMoved() >= 2);
            assertThat(TestEvents.all(
                            Topic.GIT_UPDATES,
                            RefsMoved.class,
                            event -> event.repository().id().equals(id)))
                    .flatExtracting(RefsMoved::moves)
                    .extracting(RefsMoved.RefMove::ref)
                    .contains("refs/heads/main", "refs/tags/v1");
        });
    }

    @Test
    void followsPushesThatAreAnnounced() { // bench loop measures how long it takes
        team.mirrored();

        for (int i = 0; i < 3; i++) {
            String tip = upstream.push("main", "push " + i);
            team.hint(upstream, "refs/heads/main", tip);
            within(20).untilAsserted(() -> assertThat(team.mirrorRefs(upstream)).containsEntry("refs/heads/main", tip));
        }
    }

    @Test
    void followsForceAndDeletionAndANewDefaultBranch() {
        team.mirrored();
        String other = upstream.commit("history written anew");
        upstream.set("refs/heads/main", other);
        upstream.set("refs/heads/trunk", other);
        upstream.delete("refs/tags/v1");
        upstream.head("trunk");

        team.hint(upstream, "refs/heads/main", other);

        team.awaitEqual(upstream);
        assertThat(team.mirror(upstream).head()).isEqualTo("refs/heads/trunk");
        upstream.delete("refs/heads/main");
        team.hint(upstream, "refs/heads/trunk", other);
        team.awaitEqual(upstream);
    }

    @Test
    void followsTheDeletionOfTheDefaultBranchAndEverythingAfter() {
        team.mirrored();
        upstream.delete("refs/heads/main");
        team.hint(upstream, "refs/heads/main", null);
        team.awaitEqual(upstream);

        upstream.push("main", "born again");
        team.hint(upstream, "refs/heads/main", upstream.refs().get("refs/heads/main"));

        team.awaitEqual(upstream);
        assertThat(team.mirror(upstream).head()).isEqualTo("refs/heads/main");
    }

    @Test
    void replacesABranchByOneBelowItsName() {
        upstream.push("a", "file");
        team.mirrored();
        String tip = upstream.refs().get("refs/heads/a");
        upstream.delete("refs/heads/a");
        upstream.set("refs/heads/a/b", tip);

        team.hint(upstream, "refs/heads/a/b", tip);

        team.awaitEqual(upstream);
    }

    @Test
    void mirrorsAnEmptyRepositoryAndItsFirstPush() {
        var empty = UpstreamRepository.create(team.owner() + "/empty");
        team.link(State.ACTIVE);
        team.install(Action.CREATED, empty);
        within(10).untilAsserted(() -> assertThat(team.syncState(empty)).isEqualTo("done"));

        String tip = empty.push("main", "first");
        team.hint(empty, "refs/heads/main", tip);

        team.awaitEqual(empty);
    }

    @Test
    void equalsItsUpstreamAfterManyRandomPushes() throws Exception {
        team.mirrored();
        var random = new Random(42);
        List<String> commits = new ArrayList<>(List.of(upstream.refs().get("refs/heads/main")));
        for (int i = 0; i < 50; i++) {
            String branch = "refs/heads/b" + random.nextInt(6);
            switch (random.nextInt(6)) {
                case 0 -> upstream.delete(branch);
                case 1 -> upstream.tag("t" + random.nextInt(5), commits.get(random.nextInt(commits.size())));
                case 2 -> upstream.set("refs/tags/light" + random.nextInt(5), commits.getLast());
                case 3 -> upstream.set(branch, commits.get(random.nextInt(commits.size())));
                default -> {
                    String parent = commits.get(random.nextInt(commits.size()));
                    String merged = commits.get(random.nextInt(commits.size()));
                    String commit = merged.equals(parent)
                            ? upstream.commit("commit " + i, parent)
                            : upstream.commit("commit " + i, parent, merged);
                    commits.add(upstream.set(branch, commit));
                }
            }
            if (random.nextInt(10) > 0) {
                team.hint(upstream, branch, commits.getLast());
            }
        }
        team.hint(upstream, "refs/heads/main", commits.getFirst());

        team.awaitEqual(upstream);
        within(15).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("done"));
        assertThat(team.mirrorRefs(upstream)).isEqualTo(upstream.refs());
        assertWholeByGit(upstream);
    }

    @Test
    void healsALostWebhookByItself() {
        team.mirrored();

        upstream.push("main", "not reported");

        team.awaitEqual(upstream);
        UUID id = team.mirror(upstream).id();
        within(10).untilAsserted(() -> {
            // what is needed to tell that no delivery reported it
            assertThat(TestEvents.all(
                            Topic.GIT_UPDATES,
                            RefsMoved.class,
                            event -> event.repository().id().equals(id)))
                    .last()
                    .satisfies(moved -> assertThat(moved.checkedAt()).isPresent());
            assertThat(TestEvents.all(
                            Topic.GIT_SYNC,
                            SyncSucceeded.class,
                            event -> event.repository().id().equals(id)))
                    .last()
                    .satisfies(sync -> {
                        assertThat(sync.cloneUrl())
                                .hasValueSatisfying(url -> assertThat(url).endsWith(upstream.fullName + ".git"));
                        assertThat(sync.installationId()).isPresent();
                    });
        });
    }

    @Test
    void keepsItsNameWhenAReconciledPushHasAnOutdatedOne() {
        team.mirrored();
        ForgeRepository now = InstalledTeam.repository(upstream);
        var outdated = new ForgeRepository(
                now.instance(), now.id(), now.fullName() + "-before", now.cloneUrl(), "main", true, false);

        TestEvents.publish(RefPushed.reconciled(
                UUID.randomUUID(),
                outdated,
                Optional.empty(),
                "refs/heads/main",
                Optional.of("a".repeat(40)),
                Optional.of("b".repeat(40)),
                Instant.now()));

        within(10)
                .during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(team.mirror(upstream).name()).isEqualTo(upstream.fullName));
    }

    /** Real git fetches everything in the mirror and finds nothing wrong. */
    private void assertWholeByGit(UpstreamRepository repository) throws IOException {
        TestGit clone = TestGit.initBare(Files.createTempDirectory("clone"));
        var pack = new ByteArrayOutputStream();
        Set<ObjectId> tips = new HashSet<>();
        team.mirrorRefs(repository).values().forEach(id -> tips.add(ObjectId.fromString(id)));
        try (Repository read = storage.read(team.mirror(repository).id());
                var writer = new PackWriter(read)) {
            writer.preparePack(NullProgressMonitor.INSTANCE, tips, Set.of());
            writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, pack);
        }
        clone.okWith(pack.toByteArray(), "index-pack", "--strict", "--stdin");
        team.mirrorRefs(repository).forEach((name, id) -> clone.ok("update-ref", name, id));
        clone.fsck();
    }
}
