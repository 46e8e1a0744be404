package dev.millrace.githttp.forward;

import static dev.millrace.githttp.forward.Pusher.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.RefsMoved;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.CredentialOutcome;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes to mirrors whose upstream cannot be reached, rejects the credential, or was changed in the meantime. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class ForwardFailureIT {

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Pusher pusher;
    private Team team;
    private TestGit work;
    private Mirrored.Maker maker;

    @BeforeEach
    void startWork() {
        pusher = new Pusher(storage, upstreams, database);
        team = pusher.team();
        work = pusher.work();
        maker = pusher.maker();
    }

    @AfterEach
    void findsNoCredentialInTheLog() {
        pusher.assertNoCredentialLogged();
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

        Run push = pusher.push(mirror, "main");

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

        Run push = pusher.push(mirror, "main");

        assertThat(push.err()).contains("'127.0.0.1' is not a public address (loopback)");
        assertThat(Forge.calls(mirror.name(), "refs")).isEmpty();
    }

    @Test
    void reportsTheUpstreamsMessageWhenItFailsBetweenTheTwoRequests() {
        Mirrored mirror = pusher.followed();
        Map<String, String> before = mirror.there();
        work.commit("a.txt", "two");
        Forge.next(mirror.name(), "push", Forge.answering(503, "we are moving house"));

        Run push = pusher.push(mirror, "main");

        assertThat(push.err()).contains("[remote rejected] main -> main").contains("we are moving house");
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void reportsThatTheStoredCredentialIsRejected() {
        Mirrored mirror = pusher.followed();
        rotate(mirror, "wrong-" + Forge.PASSWORD.substring(3));
        work.commit("a.txt", "two");

        Run push = pusher.push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("localhost/%s/tool does not accept the user name 'bot'".formatted(team.slug()));
        assertThat(mirror.here()).isEqualTo(mirror.there());
    }

    @Test
    void asksForALoginThatWasNeverStored() {
        Mirrored mirror = pusher.followed();
        String id = credential(mirror);
        upstreams.deleteCredential(team.slug(), id);
        work.commit("a.txt", "two");

        assertThat(pusher.push(mirror, "main").err()).contains("store one with git-credentials");
    }

    @Test
    void letsTheOneWinWhoCameFirstAtTheUpstream() {
        Mirrored mirror = pusher.followed();
        Map<String, String> before = mirror.here();
        TestGit other = pusher.cloneUpstream(mirror);
        String theirs = other.commit("b.txt", "straight to the forge");
        work.commit("a.txt", "through the mirror");
        Forge.next(mirror.name(), "push", exchange -> {
            other.ok("push", "-q", mirror.upstream().folder().toString(), "main");
            return false;
        });

        Run late = pusher.push(mirror, "main");
        Run stale = pusher.push(mirror, "main");

        assertThat(late.exit()).isNotZero();
        assertThat(late.err()).contains("[remote rejected] main -> main").contains("lock");
        assertThat(stale.err()).contains("fetch first");
        assertThat(mirror.there()).isEqualTo(Map.of("refs/heads/main", theirs));
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void followsTheUpstreamWhereOurRefsWereOvertaken() throws IOException {
        Mirrored mirror = pusher.followed();
        String first = mirror.there("refs/heads/main");
        String second = work.commit("a.txt", "two");
        ok(pusher.push(mirror, "main"));
        String third = work.commit("a.txt", "three");
        // as if a commit here had arrived late
        Forge.next(mirror.name(), "push", exchange -> {
            move(mirror, "refs/heads/main", second, first);
            return false;
        });

        ok(pusher.push(mirror, "main"));

        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", third)).isEqualTo(mirror.there());
    }

    @Test
    void asksTheUpstreamWhatBecameOfAPushThatItDidNotAnswer() {
        Mirrored mirror = pusher.followed();
        String before = mirror.there("refs/heads/main");
        String tip = work.commit("a.txt", "two");
        Forge.next(mirror.name(), "push", Forge.hangingUp(false));
        Run lost = pusher.push(mirror, "main");
        Map<String, String> afterLost = mirror.here();
        Forge.next(mirror.name(), "push", Forge.hangingUp(true));

        Run taken = pusher.push(mirror, "main");

        assertThat(lost.err())
                .contains("[remote rejected] main -> main")
                .contains("it was not moved there within 1 s: fetch before you push again");
        assertThat(afterLost).isEqualTo(Map.of("refs/heads/main", before));
        ok(taken);
        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", tip)).isEqualTo(mirror.there());
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
}
