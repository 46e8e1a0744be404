package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.CredentialOutcome;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import dev.millrace.githttp.RawHttp;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.RecordedLog;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PacketLineOut;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes to mirrors, with real git on both sides. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class ForwardIT {

    private static final int LARGE = 3 << 20;

    private final Path folder = TestGit.freshFolder();

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Team team;
    private TestGit work;
    private Mirrored.Maker maker;
    private RecordedLog log;

    @BeforeEach
    void startWork() {
        team = Team.registered();
        work = TestGit.init(folder.resolve("work"));
        maker = new Mirrored.Maker(storage, upstreams, database);
        log = RecordedLog.start();
    }

    @AfterEach
    void findsNoLoginInTheLog() {
        log.close();
        assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(Forge.PASSWORD) || line.contains("ghs_"));
    }

    @Test
    void showsWhatTheUpstreamAcceptedOnBothSidesAndAsksForASync() {
        Mirrored mirror = followed();
        mirror.hook("post-receive", "echo welcome to the forge; printenv GIT_PUSH_OPTION_0");
        String tip = work.commit("a.txt", "two");
        work.ok("tag", "-a", "-m", "v1", "v1");

        Run push = push(mirror, "-o", "reviewed", "main", "main:topic", "v1");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(push.err()).contains("remote: welcome to the forge").contains("remote: reviewed");
        assertThat(mirror.there())
                .containsEntry("refs/heads/main", tip)
                .containsKeys("refs/heads/topic", "refs/tags/v1");
        assertThat(mirror.here()).isEqualTo(mirror.there());
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(TestEvents.all(
                            Topic.GIT_SYNC_REQUESTS,
                            SyncRequested.class,
                            request -> request.repositoryId().equals(mirror.id())))
                    .isNotEmpty();
            assertThat(TestEvents.all(
                            Topic.GIT_UPDATES,
                            RefsMoved.class,
                            moved -> moved.repository().id().equals(mirror.id())
                                    && moved.cause() == RefsMoved.Cause.PUSH
                                    && moved.moves().size() == 3))
                    .singleElement()
                    .satisfies(moved -> assertThat(moved.pushOptions()).containsExactly("reviewed"));
        });
    }

    @Test
    void movesOnlyTheRefsThatTheUpstreamLetsThrough() {
        Mirrored mirror = followed();
        String before = mirror.there("refs/heads/main");
        mirror.hook("update", "[ $1 != refs/heads/main ] || { echo main is frozen until Monday; exit 1; }");
        String tip = work.commit("a.txt", "two");

        Run push = push(mirror, "main", "main:topic");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err())
                .contains("remote: main is frozen until Monday")
                .contains("[remote rejected] main -> main (hook declined)")
                .contains("[new branch]      main -> topic");
        assertThat(mirror.here())
                .isEqualTo(mirror.there())
                .containsEntry("refs/heads/main", before)
                .containsEntry("refs/heads/topic", tip);
    }

    @Test
    void movesNothingOfAnAtomicPushThatTheUpstreamRefusesInPart() {
        Mirrored mirror = followed();
        Map<String, String> before = mirror.there();
        mirror.hook("update", "[ $1 != refs/heads/main ]");
        work.commit("a.txt", "two");

        Run push = push(mirror, "--atomic", "main", "main:topic");

        assertThat(push.exit()).isNotZero();
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void sendsNothingOfAnAtomicPushThatIsTurnedDownHereInPart() {
        Mirrored mirror = followed();
        int calls = Forge.calls(mirror.name(), "push").size();
        work.commit("a.txt", "two");

        Run push = push(mirror, "--atomic", "main", "main:refs/changes/1");

        assertThat(push.err())
                .contains("only branches and tags go to the upstream")
                .contains("another ref of this atomic push was turned down");
        assertThat(Forge.calls(mirror.name(), "push")).hasSize(calls);
        assertThat(mirror.here()).isEqualTo(mirror.there());
    }

    @Test
    void forcesAndDeletesOnBothSides() {
        Mirrored mirror = followed();
        work.commit("a.txt", "two");
        ok(push(mirror, "main", "main:old"));
        work.ok("reset", "-q", "--hard", "HEAD~");
        String other = work.commit("a.txt", "another two");

        Run plain = push(mirror, "main");
        ok(push(mirror, "--force", "main"));
        ok(push(mirror, "--delete", "old"));

        assertThat(plain.exit()).isNotZero();
        assertThat(mirror.there()).isEqualTo(Map.of("refs/heads/main", other));
        assertThat(mirror.here()).isEqualTo(mirror.there());
    }

    @Test
    void failsWithWordsWhileTheUpstreamIsDown() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        Mirrored mirror =
                maker.make(team, UpstreamMode.CREDENTIALS, "http://localhost:%d/x/tool.git".formatted(closed));
        work.commit("a.txt", "one");

        Run push = push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("remote: localhost/%s/tool cannot be reached".formatted(team.slug()));
        assertThat(mirror.here()).isEmpty();
    }

    @Test
    void connectsToNoAddressThatIsNotAllowed() {
        Mirrored mirror = maker.make(
                team,
                UpstreamMode.CREDENTIALS,
                Forge.url().replace("localhost", "127.0.0.1") + "/" + team.slug() + "/tool.git");
        work.commit("a.txt", "one");

        Run push = push(mirror, "main");

        assertThat(push.err()).contains("'127.0.0.1' is not a public address (loopback)");
        assertThat(Forge.calls(mirror.name(), "refs")).isEmpty();
    }

    @Test
    void reportsTheUpstreamsMessageWhenItFailsBetweenTheTwoRequests() {
        Mirrored mirror = followed();
        Map<String, String> before = mirror.there();
        work.commit("a.txt", "two");
        Forge.next(mirror.name(), "push", Forge.answering(503, "we are moving house"));

        Run push = push(mirror, "main");

        assertThat(push.err()).contains("[remote rejected] main -> main").contains("we are moving house");
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void reportsThatTheStoredCredentialIsRejected() {
        Mirrored mirror = followed();
        rotate(mirror, "wrong-" + Forge.PASSWORD.substring(3));
        work.commit("a.txt", "two");

        Run push = push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("localhost/%s/tool does not accept the user name 'bot'".formatted(team.slug()));
        assertThat(mirror.here()).isEqualTo(mirror.there());
    }

    @Test
    void asksForALoginThatWasNeverStored() {
        Mirrored mirror = followed();
        String id = credential(mirror);
        upstreams.deleteCredential(team.slug(), id);
        work.commit("a.txt", "two");

        assertThat(push(mirror, "main").err()).contains("store one with git-credentials");
    }

    @Test
    void pushesWithATokenOfTheAppAndAFreshOneWhenThatIsNotAccepted() {
        Mirrored mirror = maker.installed(team);
        String first = work.commit("a.txt", "one");
        Run refused = push(mirror, "main");
        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                Forge.INSTANCE,
                Integer.toString(1000 + new Random().nextInt(1_000_000)),
                "7",
                team.slug(),
                team.slug(),
                InstallationLinked.State.ACTIVE,
                Instant.now()));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> ok(push(mirror, "main")));
        String second = work.commit("a.txt", "two");
        Forge.revokeTokens();

        ok(push(mirror, "main"));

        assertThat(refused.err()).contains("no active installation");
        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", second)).isEqualTo(mirror.there());
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void letsTheOneWinWhoCameFirstAtTheUpstream() {
        Mirrored mirror = followed();
        Map<String, String> before = mirror.here();
        TestGit other = clone(mirror);
        String theirs = other.commit("b.txt", "straight to the forge");
        work.commit("a.txt", "through the mirror");
        Forge.next(mirror.name(), "push", exchange -> {
            other.ok("push", "-q", mirror.upstream().folder().toString(), "main");
            return false;
        });

        Run late = push(mirror, "main");
        Run stale = push(mirror, "main");

        assertThat(late.exit()).isNotZero();
        assertThat(late.err()).contains("[remote rejected] main -> main").contains("lock");
        assertThat(stale.err()).contains("fetch first");
        assertThat(mirror.there()).isEqualTo(Map.of("refs/heads/main", theirs));
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void buildsOnWhatOnlyTheUpstreamHas() {
        Mirrored mirror = followed();
        TestGit other = clone(mirror);
        other.commit("b.txt", "straight to the forge");
        other.ok("push", "-q", "origin", "main");
        String tip = other.commit("c.txt", "on top, through the mirror");

        Run push = other.run("push", team.remote(mirror.name()), "main");

        ok(push);
        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", tip)).isEqualTo(mirror.there());
        TestGit.in(folder).ok("clone", "-q", team.remote(mirror.name()), "fresh");
        TestGit.in(folder.resolve("fresh")).ok("fsck", "--full", "--strict");
    }

    @Test
    void followsTheUpstreamWhereOurRefsWereOvertaken() throws IOException {
        Mirrored mirror = followed();
        String first = mirror.there("refs/heads/main");
        String second = work.commit("a.txt", "two");
        ok(push(mirror, "main"));
        String third = work.commit("a.txt", "three");
        // as if a commit here had arrived late
        Forge.next(mirror.name(), "push", exchange -> {
            move(mirror, "refs/heads/main", second, first);
            return false;
        });

        ok(push(mirror, "main"));

        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", third)).isEqualTo(mirror.there());
    }

    @Test
    void asksTheUpstreamWhatBecameOfAPushThatItDidNotAnswer() {
        Mirrored mirror = followed();
        String before = mirror.there("refs/heads/main");
        String tip = work.commit("a.txt", "two");
        Forge.next(mirror.name(), "push", Forge.hangingUp(false));
        Run lost = push(mirror, "main");
        Map<String, String> afterLost = mirror.here();
        Forge.next(mirror.name(), "push", Forge.hangingUp(true));

        Run taken = push(mirror, "main");

        assertThat(lost.err())
                .contains("[remote rejected] main -> main")
                .contains("it was not moved there within 1 s: fetch before you push again");
        assertThat(afterLost).isEqualTo(Map.of("refs/heads/main", before));
        ok(taken);
        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", tip)).isEqualTo(mirror.there());
    }

    @Test
    void streamsALargePack() throws IOException {
        Mirrored mirror = followed();
        String tip = largeCommit();

        ok(push(mirror, "main"));

        assertThat(Forge.calls(mirror.name(), "push").getLast().isChunked()).isTrue();
        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", tip)).isEqualTo(mirror.there());
        mirror.upstream().ok("fsck", "--full", "--strict");
    }

    @Test
    void leavesTheUpstreamAloneWhenAnObjectIsFaulty() throws IOException {
        Mirrored mirror = followed();
        Map<String, String> before = mirror.there();
        commitWithATreeNamedDotGit();

        Run push = push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("invalid name '.git'");
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void leavesTheUpstreamAloneWhenALargePackTurnsOutBrokenAtItsEnd() throws IOException {
        Mirrored mirror = followed();
        Map<String, String> before = mirror.there();
        String tip = largeCommit();
        byte[] pack = packOfEverything();
        pack[pack.length - 1] ^= 1;

        RawHttp.Answer answer = RawHttp.send(
                "POST",
                "/" + mirror.name() + ".git/git-receive-pack",
                pushing(mirror),
                body(before.get("refs/heads/main"), tip, pack));

        assertThat(answer.body()).contains("unpack error");
        assertThat(Forge.calls(mirror.name(), "push").getLast().isChunked()).isTrue();
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void leavesTheUpstreamAloneWhenTheClientHangsUp() throws IOException {
        Mirrored mirror = followed();
        Map<String, String> before = mirror.there();
        String tip = largeCommit();
        byte[] body = body(before.get("refs/heads/main"), tip, packOfEverything());
        Map<String, String> headers = pushing(mirror);
        headers.put("Content-Length", Integer.toString(body.length));

        try (Socket socket = RawHttp.connect()) {
            var head = new StringBuilder(
                    "POST /" + mirror.name() + ".git/git-receive-pack HTTP/1.1\r\nHost: localhost\r\n");
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body, 0, body.length - 1);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Forge.calls(mirror.name(), "push").size() == 2);
        }

        assertThat(Forge.calls(mirror.name(), "push").getLast().isChunked()).isTrue();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.contains("connection ended early")));
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void judgesByPoliciesBeforeTheUpstreamHearsAnything() throws IOException {
        Mirrored mirror = followed();
        Map<String, String> before = mirror.there();
        int calls = Forge.calls(mirror.name(), "push").size();
        JwtClaims claims = team.claims(mirror.name(), "git:read", "git:write");
        claims.setClaim(
                "refs", List.of(List.of("main", List.of("no-force-push")), List.of("closed", List.of("no-push"))));
        String remote = team.remote(mirror.name(), team.sign(claims));
        work.ok("checkout", "-q", "--orphan", "rewritten");
        largeCommit();

        Run forced = work.run("push", "--force", remote, "HEAD:main");
        Run closed = work.run("push", remote, "HEAD:closed");

        assertThat(forced.err()).contains("force push denied by policy");
        assertThat(closed.err()).contains("push denied by policy");
        assertThat(Forge.calls(mirror.name(), "push")).hasSize(calls);
        assertThat(mirror.there()).isEqualTo(before);
        work.ok("checkout", "-q", "main");
        largeCommit();
        ok(work.run("push", remote, "main"));
        assertThat(mirror.here()).isEqualTo(mirror.there()).isNotEqualTo(before);
    }

    @Test
    void keepsPushesToAPublicMirrorHere() {
        Mirrored mirror = maker.make(team, UpstreamMode.PUBLIC);
        String tip = work.commit("a.txt", "ours");

        ok(push(mirror, "main"));

        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", tip));
        assertThat(mirror.there()).isEmpty();
        assertThat(Forge.calls(mirror.name(), "refs")).isEmpty();
    }

    @Test
    void keepsEphemeralBranchesAndNotesHere() {
        Mirrored mirror = followed();
        Map<String, String> before = mirror.there();
        int calls = Forge.calls(mirror.name(), "push").size();
        work.ok("notes", "add", "-m", "for us only");
        ok(push(mirror, "refs/notes/commits"));
        work.ok("notes", "append", "-m", "and more");
        ok(push(mirror, "refs/notes/commits"));
        work.commit("a.txt", "try");

        ok(work.run("push", team.remote(mirror.name()).replace("tool.git", "tool+ephemeral.git"), "main:try"));
        Run mixed = push(mirror, "main", "refs/notes/commits:refs/notes/other");
        Run elsewhere = push(mirror, "main:refs/changes/1");

        assertThat(mixed.err()).contains("push them apart from each other");
        assertThat(elsewhere.err()).contains("only branches and tags go to the upstream");
        assertThat(Forge.calls(mirror.name(), "push")).hasSize(calls);
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here())
                .containsEntry(
                        "refs/notes/commits",
                        work.ok("rev-parse", "refs/notes/commits").strip())
                .hasSize(2);
    }

    @Test
    void sendsPushesAwayBeforeTheFirstSync() {
        Mirrored mirror = maker.make(team, UpstreamMode.CREDENTIALS);
        work.commit("a.txt", "one");
        work.ok("push", "-q", mirror.direct(), "main");
        TestGit other = clone(mirror);
        other.commit("a.txt", "two");

        Run push = other.run("push", team.remote(mirror.name()), "main");

        assertThat(push.err()).contains("repository sync in progress");
        assertThat(mirror.here()).isEmpty();
    }

    /** A mirror with one commit on both sides. */
    private Mirrored followed() {
        Mirrored mirror = maker.make(team, UpstreamMode.CREDENTIALS);
        work.commit("a.txt", "one");
        ok(push(mirror, "main"));
        return mirror;
    }

    private Run push(Mirrored mirror, String... arguments) {
        List<String> options = Arrays.stream(arguments)
                .takeWhile(argument -> argument.startsWith("-") || argument.equals("reviewed"))
                .toList();
        List<String> refs = Arrays.stream(arguments).skip(options.size()).collect(Collectors.toList());
        refs.addFirst(team.remote(mirror.name()));
        refs.addAll(0, options);
        refs.addFirst("push");
        return work.run(refs.toArray(String[]::new));
    }

    private static void ok(Run run) {
        assertThat(run.exit()).as(run.err()).isZero();
    }

    private TestGit clone(Mirrored mirror) {
        TestGit.in(folder).ok("clone", "-q", mirror.direct(), "other");
        return TestGit.in(folder.resolve("other"));
    }

    private void rotate(Mirrored mirror, String password) {
        upstreams.rotateCredential(
                team.slug(), credential(mirror), new UpstreamCredential(Optional.of("bot"), password));
    }

    private String credential(Mirrored mirror) {
        return ((CredentialOutcome.Exists)
                        upstreams.addCredential(mirror.id(), new UpstreamCredential(Optional.empty(), "unused")))
                .credential()
                .id();
    }

    private void move(Mirrored mirror, String ref, String from, String to) {
        try (WriteSession session = storage.write(mirror.id(), RefsMoved.Cause.API, "test")) {
            session.update(
                    List.of(new RefEdit(
                            ref, Optional.of(ObjectId.fromString(from)), Optional.of(ObjectId.fromString(to)), true)),
                    Optional.empty(),
                    true);
        }
    }

    private Map<String, String> pushing(Mirrored mirror) {
        Map<String, String> headers = RawHttp.basic(team.token(mirror.name(), "git:read", "git:write"));
        headers.put("Content-Type", "application/x-git-receive-pack-request");
        return headers;
    }

    private static byte[] body(String before, String after, byte[] pack) throws IOException {
        var body = new ByteArrayOutputStream();
        var lines = new PacketLineOut(body);
        lines.writeString("%s %s refs/heads/main\0 report-status".formatted(before, after));
        lines.end();
        body.writeBytes(pack);
        return body.toByteArray();
    }

    private byte[] packOfEverything() throws IOException {
        work.ok("repack", "-adq");
        try (Stream<Path> files = Files.list(work.folder().resolve(".git/objects/pack"))) {
            return Files.readAllBytes(files.filter(file -> file.toString().endsWith(".pack"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    private String largeCommit() throws IOException {
        byte[] noise = new byte[LARGE];
        new Random().nextBytes(noise);
        Files.write(work.folder().resolve("noise.bin"), noise);
        work.ok("add", "noise.bin");
        work.ok("commit", "-q", "-m", "noise");
        return work.ok("rev-parse", "HEAD").strip();
    }

    private void commitWithATreeNamedDotGit() throws IOException {
        try (Repository repository = new FileRepositoryBuilder()
                        .setGitDir(work.folder().resolve(".git").toFile())
                        .build();
                ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId blob = inserter.insert(Constants.OBJ_BLOB, new byte[] {'x'});
            var tree = new TreeFormatter();
            tree.append(".git", FileMode.REGULAR_FILE, blob);
            var commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            commit.setParentId(repository.resolve("refs/heads/main"));
            var someone = new PersonIdent("Eve", "eve@example.com");
            commit.setAuthor(someone);
            commit.setCommitter(someone);
            commit.setMessage("harmful");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            work.ok("update-ref", "refs/heads/main", id.name());
        }
    }
}
