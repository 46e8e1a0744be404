package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.githttp.commit.CommitLines;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of the API on a mirror: the upstream has what we have, or neither has it. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class ApiWritesIT {

    private static final String MAIN = "refs/heads/main";

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Team team;
    private Mirrored mirror;
    private TestGit work;

    @BeforeEach
    void fill() {
        team = Team.registered();
        mirror = new Mirrored.Maker(storage, upstreams, database).make(team, UpstreamMode.CREDENTIALS);
        work = TestGit.init(TestGit.freshFolder().resolve("work"));
        work.commit("a.txt", "one\n");
        work.ok("push", "-q", team.remote(mirror.name()), "main");
    }

    private ValidatableResponse post(String call, String body) {
        return team.as(team.token(mirror.name(), "git:write"))
                .body(body)
                .post("/api/v1/repos/" + call)
                .then();
    }

    private ValidatableResponse delete(String call, String body) {
        return team.as(team.token(mirror.name(), "git:write"))
                .body(body)
                .delete("/api/v1/repos/" + call)
                .then();
    }

    @Test
    void movesRefsAtTheUpstreamAndHere() {
        String made = post("commit-pack", CommitLines.file("main", "x", "1", ""))
                .statusCode(201)
                .extract()
                .path("commit.commit_sha");
        assertThat(mirror.there(MAIN)).isEqualTo(made);
        assertThat(mirror.here()).isEqualTo(mirror.there());

        post("branches/create", "{\"target_branch\":\"side\",\"base_ref\":\"main\"}")
                .statusCode(201);
        post("commit-pack", CommitLines.file("side", "y", "2", "")).statusCode(201);
        post("tags", "{\"name\":\"v1\",\"target\":\"" + made + "\"}").statusCode(201);
        post("merge", "{\"source_branch\":\"side\",\"target_branch\":\"main\",\"strategy\":\"ff_prefer\"}")
                .statusCode(200)
                .body("result", equalTo("fast_forward"));
        assertThat(mirror.there()).containsOnlyKeys(MAIN, "refs/heads/side", "refs/tags/v1");
        assertThat(mirror.here()).isEqualTo(mirror.there());

        delete("branches", "{\"name\":\"side\"}").statusCode(200);
        delete("tags", "{\"name\":\"v1\"}").statusCode(200);
        assertThat(mirror.there()).containsOnlyKeys(MAIN);
        assertThat(mirror.here()).isEqualTo(mirror.there());
        mirror.upstream().fsck();
    }

    @Test
    void leavesNothingBehindWhenTheUpstreamRefuses() {
        mirror.hook("pre-receive", "echo not today >&2\nexit 1\n");
        Map<String, String> before = mirror.there();

        post("commit-pack", CommitLines.file("main", "x", "1", ""))
                .statusCode(409)
                .body("code", equalTo("upstream_refused"))
                .body("error", containsString("not today"))
                .body("result.status", equalTo("failed"));

        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void buildsOnWhatTheUpstreamHasAndWeDoNotHaveYet() {
        String straight = work.commit("b.txt", "straight\n");
        work.ok("push", "-q", mirror.direct(), "main");

        post("commit-pack", CommitLines.file("main", "x", "1", ""))
                .statusCode(201)
                .body("result.old_sha", equalTo(straight));

        assertThat(mirror.here()).isEqualTo(mirror.there());
        assertThat(mirror.upstream().ok("ls-tree", "--name-only", "main").lines())
                .containsExactly("a.txt", "b.txt", "x");
    }

    @Test
    void keepsNotesAndEphemeralBranchesHere() {
        String tip = mirror.there(MAIN);
        post("notes", "{\"sha\":\"" + tip + "\",\"action\":\"add\",\"note\":\"n\"}")
                .statusCode(201);
        post("branches/create", "{\"target_branch\":\"draft\",\"base_ref\":\"main\",\"target_is_ephemeral\":true}")
                .statusCode(201);
        post("commit-pack", CommitLines.file("draft", "x", "1", ",\"ephemeral\":true"))
                .statusCode(201);
        assertThat(mirror.there()).containsOnlyKeys(MAIN);

        post("branches/create", "{\"target_branch\":\"draft\",\"base_ref\":\"draft\",\"base_is_ephemeral\":true}")
                .statusCode(201);

        assertThat(mirror.there()).containsOnlyKeys(MAIN, "refs/heads/draft");
        assertThat(mirror.upstream().ok("show", "draft:x")).isEqualTo("1");
    }
}
