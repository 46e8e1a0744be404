package dev.millrace.githttp.forward;

import static dev.millrace.githttp.forward.Pusher.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes that are not forwarded: they stay here, or are rejected until the first sync. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class RoutePushIT {

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
    void keepsPushesToAPublicMirrorHere() {
        Mirrored mirror = maker.make(team, UpstreamMode.PUBLIC);
        String tip = work.commit("a.txt", "ours");

        ok(pusher.push(mirror, "main"));

        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", tip));
        assertThat(mirror.there()).isEmpty();
        assertThat(Forge.calls(mirror.name(), "refs")).isEmpty();
    }

    @Test
    void refusesPushesToAReadOnlyMirrorWithTheRule() {
        Mirrored mirror = maker.readOnly(team);
        work.commit("a.txt", "ours");

        Run push = pusher.push(mirror, "main");

        assertThat(push.err()).contains("is public and not selected").contains("read-only");
        assertThat(mirror.here()).isEmpty();
        assertThat(mirror.there()).isEmpty();
        team.as(team.token(mirror.name(), "git:write"))
                .body(Map.of("operation", "upload", "objects", List.of(Map.of("oid", "a".repeat(64), "size", 3))))
                .post("/" + mirror.name() + ".git/info/lfs/objects/batch")
                .then()
                .body("objects[0].error.code", equalTo(403));
        ok(work.run("push", team.remote(mirror.name()).replace("tool.git", "tool+ephemeral.git"), "main:try"));
    }

    @Test
    void keepsEphemeralBranchesAndNotesHere() {
        Mirrored mirror = pusher.followed();
        Map<String, String> before = mirror.there();
        int calls = Forge.calls(mirror.name(), "push").size();
        work.ok("notes", "add", "-m", "for us only");
        ok(pusher.push(mirror, "refs/notes/commits"));
        work.ok("notes", "append", "-m", "and more");
        ok(pusher.push(mirror, "refs/notes/commits"));
        work.commit("a.txt", "try");

        ok(work.run("push", team.remote(mirror.name()).replace("tool.git", "tool+ephemeral.git"), "main:try"));
        Run mixed = pusher.push(mirror, "main", "refs/notes/commits:refs/notes/other");
        Run elsewhere = pusher.push(mirror, "main:refs/changes/1");

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
        TestGit other = pusher.cloneUpstream(mirror);
        other.commit("a.txt", "two");

        Run push = other.run("push", team.remote(mirror.name()), "main");

        assertThat(push.err()).contains("repository sync in progress");
        assertThat(mirror.here()).isEmpty();
    }
}
