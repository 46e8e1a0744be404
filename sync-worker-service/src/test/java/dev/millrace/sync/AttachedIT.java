package dev.millrace.sync;

import static dev.millrace.sync.TestMirrors.request;
import static dev.millrace.sync.TestMirrors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repositories that teams made to follow something, from the first sync to the end of the connection. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class AttachedIT {

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
    void followsWithAStoredLoginAndSweeps() {
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID id = repository.attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC);
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "hunter2"));
        request(id, Optional.empty());
        mirrors.awaitEqual(id, upstream);

        upstream.push("main", "not reported");

        mirrors.awaitEqual(id, upstream);
    }

    @Test
    void restsWithAWrongLoginAndShowsNothingOfIt() {
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID id = repository.attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC);
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "wr0ng-s3cret"));
        request(id, Optional.empty());

        within(15).untilAsserted(() -> assertThat(mirrors.column(id, "parked")).isEqualTo("CREDENTIALS"));

        assertThat(mirrors.column(id, "last_error"))
                .contains("authentication needed")
                .doesNotContain("wr0ng-s3cret");
        assertThat(mirrors.state(id)).isEqualTo(Upstream.State.FAILED);
    }

    @Test
    void importsOnce() {
        FakeForge.open(upstream.fullName());
        UUID id = repository.attach(UpstreamMode.PUBLIC, UpstreamOperation.IMPORT);
        request(id, Optional.empty());

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> {
            assertThat(mirrors.state(id)).isEqualTo(Upstream.State.DETACHED);
            assertThat(mirrors(id)).isZero();
        });
    }

    @Test
    void followsThroughAnInstallationThatComesLater() {
        UUID id = repository.attach(
                UpstreamMode.GITHUB_APP, UpstreamOperation.SYNC, "https://forge.test/" + upstream.fullName());
        request(id, Optional.empty());
        within(15).untilAsserted(() -> assertThat(mirrors.column(id, "parked")).isEqualTo("INSTALLATION"));
        assertThat(mirrors.state(id)).isEqualTo(Upstream.State.FAILED);
        String installation = repository.number();

        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                "forge.test",
                installation,
                repository.team(),
                repository.team(),
                repository.team(),
                InstallationLinked.State.ACTIVE,
                Instant.now()));
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                "forge.test",
                installation,
                repository.team(),
                repository.team(),
                InstallationChanged.Action.CREATED,
                List.of(new InstalledRepository("77" + installation, upstream.fullName(), true)),
                Optional.empty(),
                Instant.now()));

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(id)).isEqualTo(Upstream.State.SYNCED));
    }

    @Test
    void makesTheDefaultBranchReadableFirst() {
        FakeForge.open(upstream.fullName());
        upstream.push("side", "another branch");
        UUID id = repository.follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);

        within(10)
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.GIT_UPDATES,
                                RefsMoved.class,
                                event -> event.repository().id().equals(id)))
                        .extracting(event -> event.moves().stream()
                                .map(RefsMoved.RefMove::ref)
                                .filter(ref -> !ref.equals("HEAD"))
                                .toList())
                        .containsExactly(
                                List.of("refs/heads/main"), List.of("refs/heads/side"), List.of("refs/tags/v1")));
    }

    @Test
    void leavesOutABranchThatIsBrokenAtTheUpstreamAndMirrorsTheOthers() throws IOException {
        FakeForge.open(upstream.fullName());
        upstream.push("good", "whole");
        String bad = upstream.push("bad", "its file is lost");
        String blob = upstream.git(new byte[0], "rev-parse", bad + ":README");
        Path lost = FakeForge.directory(upstream.fullName())
                .resolve("objects/" + blob.substring(0, 2) + "/" + blob.substring(2));
        Files.delete(lost);

        UUID id = repository.follow(UpstreamMode.PUBLIC);

        within(30).untilAsserted(() -> {
            assertThat(mirrors.refs(id)).containsKeys("refs/heads/main", "refs/heads/good", "refs/tags/v1");
            assertThat(mirrors.state(id)).isEqualTo(Upstream.State.SYNCED);
        });
        assertThat(mirrors.refs(id)).doesNotContainKey("refs/heads/bad");
        assertThat(mirrors.column(id, "faults")).contains("refs/heads/bad");
    }

    @Test
    void connectsToNoPrivateAddress() {
        UUID id = repository.attach(
                UpstreamMode.PUBLIC, UpstreamOperation.SYNC, "https://10.1.2.3/" + upstream.fullName());

        request(id, Optional.empty());

        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "last_error")).contains("not a public address"));
    }

    @Test
    void reportsThatItCannotMirrorObjectsNamedBySha256() throws IOException {
        String name = repository.team() + "/modern";
        Path directory = Files.createDirectories(FakeForge.directory(name));
        TestGit git = TestGit.in(directory);
        git.ok("init", "-q", "--bare", "-b", "main", "--object-format=sha256");
        String commit = git.ok("commit-tree", "-m", "modern", git.ok("mktree"));
        git.ok("update-ref", "refs/heads/main", commit);
        FakeForge.open(name);

        UUID id = repository.attach(UpstreamMode.PUBLIC, UpstreamOperation.SYNC, FakeForge.url() + "/" + name + ".git");
        request(id, Optional.empty());

        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "last_error")).contains("SHA-256"));
    }

    @Test
    void followsADetachedHeadAndAnEmptyRepositoryThatGetsItsFirstBranch() {
        var bare = UpstreamRepository.create(repository.team() + "/bare");
        FakeForge.open(bare.fullName());
        UUID id = repository.attach(
                UpstreamMode.PUBLIC, UpstreamOperation.SYNC, FakeForge.url() + "/" + bare.fullName() + ".git");
        request(id, Optional.empty());
        within(15).untilAsserted(() -> assertThat(mirrors.state(id)).isEqualTo(Upstream.State.SYNCED));

        String tip = bare.push("main", "born");
        bare.git(new byte[0], "update-ref", "--no-deref", "HEAD", tip);
        request(id, Optional.empty());

        within(15).untilAsserted(() -> assertThat(mirrors.refs(id)).isEqualTo(bare.refs()));
        within(10)
                .untilAsserted(() -> assertThat(
                                storage.catalog().find(id).orElseThrow().head())
                        .isEqualTo(tip));
    }

    @Test
    void stopsWhenTheConnectionIsEndedAndKeepsWhatIsThere() {
        FakeForge.open(upstream.fullName());
        UUID id = repository.follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);
        Map<String, String> before = mirrors.refs(id);

        database.useTransaction(tx -> upstreams.detach(tx, id));
        upstream.push("main", "not followed");
        request(id, Optional.empty());

        within(10).untilAsserted(() -> assertThat(mirrors(id)).isZero());
        assertThat(mirrors.refs(id)).isEqualTo(before);
    }

    @Test
    void forgetsTheMirrorOfADeletedRepository() {
        FakeForge.open(upstream.fullName());
        UUID id = repository.follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);

        storage.catalog().delete(id);

        within(10).untilAsserted(() -> assertThat(mirrors(id)).isZero());
    }

    private int mirrors(UUID id) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select count(*) from sync.mirror where repository_id = :id")
                .bind("id", id)
                .mapTo(Integer.class)
                .one());
    }
}
