package dev.millrace.sync;

import static dev.millrace.sync.TestMirrors.request;
import static dev.millrace.sync.TestMirrors.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.git.GitStorage;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.database.Database;
import dev.millrace.objectstore.StoredObject;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestForge;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repositories that teams made to follow something, in all modes, from a real upstream. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class AttachedIT {

    private static final AtomicInteger NUMBERS = new AtomicInteger(500);

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private final String team = "follower" + NUMBERS.incrementAndGet();

    private UpstreamRepository upstream;
    private TestMirrors mirrors;

    @BeforeEach
    void hostARepository() {
        mirrors = new TestMirrors(storage, upstreams, database);
        upstream = UpstreamRepository.create(team + "/tool");
        upstream.tag("v1", upstream.push("main", "first"));
    }

    @Test
    void readsAPublicUpstreamOnlyWhenAsked() {
        Instant before = Instant.now();
        FakeForge.open(upstream.fullName());
        UUID id = follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(id)).isEqualTo(Upstream.State.SYNCED));
        // what readers of the mirror receive
        assertThat(storage.catalog().find(id).orElseThrow().checkedAt().orElseThrow())
                .isBetween(before.minusMillis(1), Instant.now());
        int calls = FakeForge.calls(upstream.fullName());
        upstream.push("main", "not requested");

        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(6))
                .untilAsserted(
                        () -> assertThat(FakeForge.calls(upstream.fullName())).isEqualTo(calls));

        request(id, Optional.empty());
        mirrors.awaitEqual(id, upstream);
    }

    @Test
    void keepsWhatWasChangedHereOfAPublicUpstreamAndReportsIt() throws IOException {
        FakeForge.open(upstream.fullName());
        upstream.push("other", "untouched");
        UUID id = follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.state(id)).isEqualTo(Upstream.State.SYNCED));
        String local = commitHere(id, "refs/heads/main");
        move(id, "refs/heads/mine", local);
        upstream.push("main", "diverges");
        String moved = upstream.push("other", "moves on");

        request(id, Optional.empty());

        within(15)
                .untilAsserted(() -> assertThat(mirrors.refs(id))
                        .containsEntry("refs/heads/other", moved)
                        .containsEntry("refs/heads/main", local)
                        .containsEntry("refs/heads/mine", local));
        within(10).untilAsserted(() -> assertThat(kept(id)).containsExactly("refs/heads/main", "refs/heads/mine"));
    }

    @Test
    void asksForALoginWhenAPublicUpstreamTurnsPrivateAndGoesOnWithOne() {
        FakeForge.open(upstream.fullName());
        UUID id = follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);
        FakeForge.close(upstream.fullName());
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        upstream.push("main", "behind a door");

        request(id, Optional.empty());

        within(15)
                .untilAsserted(() -> assertThat(
                                upstreams.find(id).flatMap(Upstream::lastError).orElse(""))
                        .contains("authentication needed"));
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "hunter2"));
        request(id, Optional.empty());
        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.column(id, "mode")).isEqualTo("CREDENTIALS"));
    }

    @Test
    void followsWithAStoredLoginAndSweeps() {
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID id = attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, url());
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "hunter2"));
        request(id, Optional.empty());
        mirrors.awaitEqual(id, upstream);

        upstream.push("main", "not reported");

        mirrors.awaitEqual(id, upstream);
    }

    @Test
    void restsWithAWrongLoginAndShowsNothingOfIt() {
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID id = attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, url());
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
        UUID id = attach(UpstreamMode.PUBLIC, UpstreamOperation.IMPORT, url());
        request(id, Optional.empty());

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> {
            assertThat(mirrors.state(id)).isEqualTo(Upstream.State.DETACHED);
            assertThat(mirrors(id)).isZero();
        });
    }

    @Test
    void followsThroughAnInstallationThatComesLater() {
        UUID id = attach(UpstreamMode.GITHUB_APP, UpstreamOperation.SYNC, "https://forge.test/" + upstream.fullName());
        request(id, Optional.empty());
        within(15).untilAsserted(() -> assertThat(mirrors.column(id, "parked")).isEqualTo("INSTALLATION"));
        assertThat(mirrors.state(id)).isEqualTo(Upstream.State.FAILED);
        String installation = "3" + NUMBERS.get();

        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                "forge.test",
                installation,
                team,
                team,
                team,
                InstallationLinked.State.ACTIVE,
                Instant.now()));
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                "forge.test",
                installation,
                team,
                team,
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
        UUID id = follow(UpstreamMode.PUBLIC);
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

        UUID id = follow(UpstreamMode.PUBLIC);

        within(30).untilAsserted(() -> {
            assertThat(mirrors.refs(id)).containsKeys("refs/heads/main", "refs/heads/good", "refs/tags/v1");
            assertThat(mirrors.state(id)).isEqualTo(Upstream.State.SYNCED);
        });
        assertThat(mirrors.refs(id)).doesNotContainKey("refs/heads/bad");
        assertThat(mirrors.column(id, "faults")).contains("refs/heads/bad");
    }

    @Test
    void staysAwayAsLongAsTheForgeAsks() {
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        UUID id = attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, url());
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
    void mirrorsTheHeadOfAChangeOnDemand() {
        FakeForge.open(upstream.fullName());
        String head = upstream.set("refs/pull/7/head", upstream.commit("from a fork"));
        upstream.set("refs/pull/8/head", upstream.commit("not needed"));
        UUID id = follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);

        request(id, Optional.of("refs/pull/7/head"));

        within(15).untilAsserted(() -> assertThat(mirrors.refs(id)).containsEntry("refs/pull/7/head", head));
        assertThat(mirrors.refs(id)).doesNotContainKey("refs/pull/8/head");
    }

    @Test
    void looksAgainForACommitThatTheUpstreamDoesNotListYet() {
        FakeForge.open(upstream.fullName());
        UUID id = follow(UpstreamMode.PUBLIC);
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
    void makesAtMostTwoPassesOfFourHundredRequests() throws InterruptedException {
        FakeForge.open(upstream.fullName());
        UUID id = follow(UpstreamMode.PUBLIC);
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

    @Test
    void stopsWhenTheConnectionIsEndedAndKeepsWhatIsThere() {
        FakeForge.open(upstream.fullName());
        UUID id = follow(UpstreamMode.PUBLIC);
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
        UUID id = follow(UpstreamMode.PUBLIC);
        mirrors.awaitEqual(id, upstream);

        storage.catalog().delete(id);

        within(10).untilAsserted(() -> assertThat(mirrors(id)).isZero());
    }

    @Test
    void mirrorsLargeFilesAndReportsThoseThatAreNotThere() throws IOException {
        byte[] large = "large".repeat(50_000).getBytes(StandardCharsets.UTF_8);
        String oid = FakeForge.addLargeFile(upstream.fullName(), large);
        String lost = "0".repeat(64);
        FakeForge.requireCredential(upstream.fullName(), "bot", "hunter2");
        upstream.pushFiles(
                "main",
                Map.of(
                        ".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n",
                        "Large.bin", FakeForge.pointer(oid, large.length),
                        "lost.bin", FakeForge.pointer(lost, 7)));
        UUID id = attach(UpstreamMode.CREDENTIALS, UpstreamOperation.SYNC, url());
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "hunter2"));

        request(id, Optional.empty());

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.column(id, "faults")).contains("large file 000000000000"));
        try (StoredObject stored =
                storage.lfsObjects().open(id, new LfsOid(oid)).orElseThrow()) {
            var content = ByteBuffer.allocate(large.length + 1);
            assertThat(stored.read(0, content)).isEqualTo(large.length);
            assertThat(Arrays.copyOf(content.array(), large.length)).isEqualTo(large);
        }
        assertThat(storage.lfsObjects().find(id, List.of(new LfsOid(lost)))).isEmpty();
    }

    @Test
    void fetchesNoLargeFileFromAPrivateAddress() {
        byte[] large = {1, 2, 3};
        String oid = FakeForge.addLargeFile(upstream.fullName(), large);
        FakeForge.putLargeFilesAt(upstream.fullName(), "https://10.1.2.3/%s?signature=s1gnature");
        FakeForge.open(upstream.fullName());
        upstream.pushFiles(
                "main",
                Map.of(".gitattributes", "*.bin filter=lfs\n", "large.bin", FakeForge.pointer(oid, large.length)));

        UUID id = follow(UpstreamMode.PUBLIC);

        mirrors.awaitEqual(id, upstream);
        within(10)
                .untilAsserted(() -> assertThat(mirrors.column(id, "faults"))
                        .contains("not a public address")
                        .doesNotContain("s1gnature"));
        assertThat(storage.lfsObjects().find(id, List.of(new LfsOid(oid)))).isEmpty();
    }

    @Test
    void connectsToNoPrivateAddress() {
        UUID id = attach(UpstreamMode.PUBLIC, UpstreamOperation.SYNC, "https://10.1.2.3/" + upstream.fullName());

        request(id, Optional.empty());

        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "last_error")).contains("not a public address"));
    }

    @Test
    void reportsThatItCannotMirrorObjectsNamedBySha256() throws IOException {
        String name = team + "/modern";
        Path directory = Files.createDirectories(FakeForge.directory(name));
        TestGit git = TestGit.in(directory);
        git.ok("init", "-q", "--bare", "-b", "main", "--object-format=sha256");
        String commit = git.ok("commit-tree", "-m", "modern", git.ok("mktree"));
        git.ok("update-ref", "refs/heads/main", commit);
        FakeForge.open(name);

        UUID id = attach(UpstreamMode.PUBLIC, UpstreamOperation.SYNC, FakeForge.url() + "/" + name + ".git");
        request(id, Optional.empty());

        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "last_error")).contains("SHA-256"));
    }

    @Test
    void followsADetachedHeadAndAnEmptyRepositoryThatGetsItsFirstBranch() {
        var bare = UpstreamRepository.create(team + "/bare");
        FakeForge.open(bare.fullName());
        UUID id = attach(UpstreamMode.PUBLIC, UpstreamOperation.SYNC, FakeForge.url() + "/" + bare.fullName() + ".git");
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

    private UUID follow(UpstreamMode mode) {
        UUID id = attach(mode, UpstreamOperation.SYNC, url());
        request(id, Optional.empty());
        return id;
    }

    private String url() {
        return FakeForge.url() + "/" + upstream.fullName() + ".git";
    }

    private UUID attach(UpstreamMode mode, UpstreamOperation operation, String cloneUrl) {
        String name = upstream.fullName().substring(team.length() + 1);
        var origin =
                new UpstreamOrigin("github", "forge.test", team, name, cloneUrl, mode, operation, Optional.empty());
        return mirrors.attach(team, origin, false);
    }

    private String commitHere(UUID id, String ref) throws IOException {
        try (WriteSession session = storage.write(id, RefsMoved.Cause.PUSH, "dev")) {
            Repository repository = session.repository();
            ObjectId tip = repository.exactRef(ref).getObjectId();
            try (var walk = new RevWalk(repository);
                    ObjectInserter inserter = repository.newObjectInserter()) {
                var commit = new CommitBuilder();
                commit.setTreeId(walk.parseCommit(tip).getTree());
                commit.setParentId(tip);
                commit.setMessage("changed here");
                commit.setAuthor(new PersonIdent("D", "d@test"));
                commit.setCommitter(new PersonIdent("D", "d@test"));
                ObjectId made = inserter.insert(commit);
                inserter.flush();
                session.update(List.of(RefEdit.set(ref, made)), Optional.empty(), true);
                return made.name();
            }
        }
    }

    private void move(UUID id, String ref, String commit) {
        try (WriteSession session = storage.write(id, RefsMoved.Cause.PUSH, "dev")) {
            session.update(List.of(RefEdit.set(ref, ObjectId.fromString(commit))), Optional.empty(), true);
        }
    }

    private List<String> kept(UUID id) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select ref from sync.upstream_ref where repository_id = :id and local order by ref")
                .bind("id", id)
                .mapTo(String.class)
                .list());
    }

    private int mirrors(UUID id) {
        return count("select count(*) from sync.mirror where repository_id = :id", id);
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
