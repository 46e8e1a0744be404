package dev.millrace.githttp.forward;

import static dev.millrace.githttp.forward.Pusher.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.RawHttp;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

/** Pushes to mirrors that fail our own checks, so that the upstream must not act on them. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class ForwardChecksIT {

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Pusher pusher;
    private Team team;
    private TestGit work;

    @BeforeEach
    void startWork() {
        pusher = new Pusher(storage, upstreams, database);
        team = pusher.team();
        work = pusher.work();
    }

    @AfterEach
    void findsNoCredentialInTheLog() {
        pusher.assertNoCredentialLogged();
    }

    @Test
    void leavesTheUpstreamAloneWhenAnObjectIsFaulty() throws IOException {
        Mirrored mirror = pusher.followed();
        Map<String, String> before = mirror.there();
        commitWithATreeNamedDotGit();

        Run push = pusher.push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("invalid name '.git'");
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void leavesTheUpstreamAloneWhenALargePackTurnsOutBrokenAtItsEnd() throws IOException {
        Mirrored mirror = pusher.followed();
        Map<String, String> before = mirror.there();
        String tip = pusher.largeCommit();
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
        Mirrored mirror = pusher.followed();
        Map<String, String> before = mirror.there();
        String tip = pusher.largeCommit();
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
                .untilAsserted(() ->
                        assertThat(pusher.log().lines()).anyMatch(line -> line.contains("connection ended early")));
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void judgesByPoliciesBeforeTheUpstreamHearsAnything() throws IOException {
        Mirrored mirror = pusher.followed();
        Map<String, String> before = mirror.there();
        int calls = Forge.calls(mirror.name(), "push").size();
        JwtClaims claims = team.claims(mirror.name(), "git:read", "git:write");
        claims.setClaim(
                "refs", List.of(List.of("main", List.of("no-force-push")), List.of("closed", List.of("no-push"))));
        String remote = team.remote(mirror.name(), team.sign(claims));
        work.ok("checkout", "-q", "--orphan", "rewritten");
        pusher.largeCommit();

        Run forced = work.run("push", "--force", remote, "HEAD:main");
        Run closed = work.run("push", remote, "HEAD:closed");

        assertThat(forced.err()).contains("force push denied by policy");
        assertThat(closed.err()).contains("push denied by policy");
        assertThat(Forge.calls(mirror.name(), "push")).hasSize(calls);
        assertThat(mirror.there()).isEqualTo(before);
        work.ok("checkout", "-q", "main");
        pusher.largeCommit();
        ok(work.run("push", remote, "main"));
        assertThat(mirror.here()).isEqualTo(mirror.there()).isNotEqualTo(before);
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
