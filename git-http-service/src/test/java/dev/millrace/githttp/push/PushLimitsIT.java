package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.check.FsckRules;
import dev.millrace.git.write.WriteLimits;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.HandmadePack;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.eclipse.jgit.transport.PacketLineOut;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class PushLimitsIT {

    private static final PushLimits LARGE =
            new PushLimits(1 << 30, 1 << 30, 3 << 20, 1_000, new WriteLimits(1L << 40, 1_000_000));

    private final Path folder = TestGit.freshFolder();

    @Inject
    GitStorage storage;

    @Inject
    Catalog catalog;

    @Inject
    Database database;

    private StoredRepository repository;
    private TestGit work;
    private Optional<PushEndpoint> endpoint = Optional.empty();

    @BeforeEach
    void startWork() {
        String team = "team-" + UUID.randomUUID();
        catalog.create(new NewRepository(team, new RepositoryName("acme/limited"), Optional.empty(), "main"));
        repository = catalog.find(team, "acme/limited").orElseThrow();
        work = TestGit.init(folder.resolve("work"));
        work.commit("README.md", "one");
    }

    @AfterEach
    void stop() {
        endpoint.ifPresent(PushEndpoint::close);
    }

    @Test
    void refusesAnObjectThatIsTooLarge() throws IOException {
        noise("big.bin", 20_000);
        with(new PushLimits(1 << 30, 10_000, 3 << 20, 10, WriteLimits.NONE));

        refused("an object is larger than the limit of 10000 bytes for one object");
    }

    @Test
    void rejectsPacksThatAnnounceMoreThanTheyHold() throws Exception {
        with(LARGE);
        var tree = new HandmadePack(1).zeros(HandmadePack.TREE, 20 << 20);
        var delta = new HandmadePack(2);
        int base = delta.position();
        delta.zeros(HandmadePack.BLOB, 4 << 20).delta(base, HandmadePack.copies(4 << 20, 200));
        String limit = "is larger than the limit of 16777216 bytes for trees, commits and tags";

        assertThat(pushed(new HandmadePack(0x7ffffff0L)))
                .contains("unpack error the pack announces 2147483632 objects, the limit for one pack is ")
                .contains("ng refs/heads/main");
        assertThat(pushed(tree)).contains("unpack error a tree of 20971520 bytes " + limit);
        assertThat(pushed(delta)).contains("unpack error a delta of ", "with a result of 838860800 bytes needs ");
        leftNothing();
    } // #9.1

    private String pushed(HandmadePack pack) throws Exception {
        var body = new ByteArrayOutputStream();
        PacketLineOut lines = new PacketLineOut(body);
        lines.writeString("%s %s refs/heads/main\0report-status".formatted("0".repeat(40), "1".repeat(40)));
        lines.end();
        body.writeBytes(pack.finish());
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(
                                            URI.create(endpoint.orElseThrow().remote() + "/git-receive-pack"))
                                    .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void refusesAPackThatIsTooLarge() throws IOException {
        noise("big.bin", 20_000);
        with(new PushLimits(10_000, 1 << 30, 3 << 20, 10, WriteLimits.NONE));

        refused("the pack is larger than the limit of 10000 bytes for one push");
    }

    @Test
    void refusesAPackThatMakesTheRepositoryTooLarge() throws IOException {
        noise("big.bin", 20_000);
        with(new PushLimits(1 << 30, 1 << 30, 3 << 20, 10, new WriteLimits(30_000, 100)));
        work.ok("push", "-q", "origin", "main");
        noise("more.bin", 20_000);

        Run push = work.run("push", "origin", "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("its limit is 30000 bytes: this pack is too large");
        assertThat(packs()).isOne();
    }

    @Test
    void letsAFullRepositoryLoseRefs() throws IOException {
        work.ok("branch", "extra");
        with(LARGE);
        work.ok("push", "-q", "origin", "main", "extra");
        with(new PushLimits(1 << 30, 1 << 30, 3 << 20, 10, new WriteLimits(10, 1)));

        work.ok("push", "-q", "origin", ":extra");

        assertThat(refs()).containsExactlyInAnyOrder("HEAD", "refs/heads/main");
    }

    @Test
    void refusesRefsThatAreTooManyForTheRepository() {
        with(new PushLimits(1 << 30, 1 << 30, 3 << 20, 10, new WriteLimits(1 << 30, 4)));
        work.ok("push", "-q", "origin", "main", "main:a", "main:b");

        Run push = work.run("push", "origin", "main:c", "main:d");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("the repository would have 6 refs, and its limit is 4");
        work.ok("push", "-q", "--atomic", "origin", ":a", "main:c");
        assertThat(refs()).containsExactlyInAnyOrder("HEAD", "refs/heads/main", "refs/heads/b", "refs/heads/c");
    }

    @Test
    void refusesAPushOfTooManyRefs() {
        with(new PushLimits(1 << 30, 1 << 30, 3 << 20, 2, WriteLimits.NONE));

        Run push = work.run("push", "origin", "main", "main:a", "main:b");

        assertThat(push.err()).contains("a push moves at most 2 refs, this one moves more");
        leftNothing();
    }

    @Test
    void refusesCommandsThatAreTooLong() {
        with(new PushLimits(1 << 30, 1 << 30, 300, 1_000, WriteLimits.NONE));

        Run push = work.run("push", "origin", "main", "main:a", "main:b", "main:c");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("the list of refs to move is larger than the limit of 300 bytes");
        leftNothing();
    }

    @Test
    void refusesPushOptionsThatAreTooLong() {
        with(LARGE);

        Run push = work.run("push", "-o", "x".repeat(20_000), "origin", "main");

        assertThat(push.err()).contains("push options have at most 16384 bytes together, these 20000");
        leftNothing();
    }

    @Test
    void refusesDangerousObjects() {
        with(LARGE);
        String blob = work.ok("rev-parse", "main:README.md").strip();

        for (var dangerous : Map.of(".git", "hasDotgit", "..", "hasDotdot", ".GIT", "hasDotgit", ".", "hasDot")
                .entrySet()) {
            work.ok("update-ref", "refs/heads/bad", commitOf(tree("100644 " + dangerous.getKey(), blob)));

            Run push = work.run("push", "origin", "bad");

            assertThat(push.exit()).isNotZero();
            assertThat(push.err()).contains(dangerous.getValue());
            leftNothing();
        }
    }

    @Test
    void refusesACommitWithoutASpaceBeforeItsDate() {
        with(LARGE);
        String tree = work.ok("rev-parse", "main^{tree}").strip();
        String bad = raw(
                "commit",
                "tree %s\nauthor A <a@example.com>1700000000 +0000\ncommitter A <a@example.com> 1700000000 +0000\n\nx\n"
                        .formatted(tree));
        work.ok("update-ref", "refs/heads/bad", bad);

        Run push = work.run("push", "origin", "bad");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("missingSpaceBeforeDate").contains(bad);
        leftNothing();
    }

    @Test
    void warnsOfOldFaultsAndTakesThem() {
        with(LARGE);
        String blob = work.ok("rev-parse", "main:README.md").strip();
        String tree = tree("0100644 padded", blob);
        work.ok("update-ref", "refs/heads/old", commitOf(tree));

        Run push = work.run("push", "origin", "old");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(push.err()).contains("remote: warning: ").contains("zeroPaddedFilemode");
        assertThat(refs()).contains("refs/heads/old");
    }

    @Test
    void followsTheSeveritiesThatWereSet() {
        String blob = work.ok("rev-parse", "main:README.md").strip();
        work.ok("update-ref", "refs/heads/old", commitOf(tree("0100644 padded", blob)));

        with(LARGE, FsckRules.forPush().with(Map.of("ZeroPaddedFileMode", FsckRules.Severity.ERROR)));
        Run refused = work.run("push", "origin", "old");
        with(LARGE, FsckRules.forPush().with(Map.of("zeroPaddedFilemode", FsckRules.Severity.IGNORE)));
        Run taken = work.run("push", "origin", "old");

        assertThat(refused.exit()).isNotZero();
        assertThat(taken.exit()).isZero();
        assertThat(taken.err()).doesNotContain("warning");
    }

    private void refused(String reason) {
        Run push = work.run("push", "origin", "main");
        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains(reason).contains("main -> main");
        leftNothing();
    }

    private void with(PushLimits limits) {
        with(limits, FsckRules.forPush());
    }

    private void with(PushLimits limits, FsckRules fsck) {
        endpoint.ifPresent(PushEndpoint::close);
        PushEndpoint opened = new PushEndpoint(storage, repository, limits, fsck);
        endpoint = Optional.of(opened);
        work.run("remote", "remove", "origin");
        work.ok("remote", "add", "origin", opened.remote());
    }

    private void leftNothing() {
        assertThat(refs()).containsExactly("HEAD");
        assertThat(packs()).isZero();
    }

    private List<String> refs() {
        return rows("select name from git.git_ref where repository_id = :id");
    }

    private int packs() {
        return rows("select id::text from git.pack where repository_id = :id").size();
    }

    private List<String> rows(String query) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery(query)
                .bind("id", repository.id())
                .mapTo(String.class)
                .list());
    }

    private void noise(String name, int bytes) throws IOException {
        byte[] noise = new byte[bytes];
        new Random(bytes + name.length()).nextBytes(noise);
        Files.write(work.folder().resolve(name), noise);
        work.ok("add", name);
        work.ok("commit", "-q", "-m", name);
    }

    private String commitOf(String tree) {
        return raw(
                "commit",
                "tree %s\nauthor A <a@example.com> 1700000000 +0000\ncommitter A <a@example.com> 1700000000 +0000\n\nx\n"
                        .formatted(tree));
    }

    private String tree(String modeAndName, String blob) {
        byte[] head = (modeAndName + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] id = HexFormat.of().parseHex(blob);
        byte[] tree = Arrays.copyOf(head, head.length + id.length);
        System.arraycopy(id, 0, tree, head.length, id.length);
        return raw("tree", tree);
    }

    private String raw(String type, String content) {
        return raw(type, content.getBytes(StandardCharsets.UTF_8));
    }

    private String raw(String type, byte[] content) {
        try {
            Path file = Files.write(folder.resolve("object"), content);
            return work.ok("hash-object", "-w", "--literally", "-t", type, file.toString())
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
