package dev.millrace.githttp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class ForkIT {

    @Inject
    Catalog catalog;

    private final Path folder = TestGit.freshFolder();
    private Team team;
    private TestGit work;
    private String first;
    private String second;

    @BeforeEach
    void fillTheSource() {
        team = Team.registered().create("acme/source");
        work = TestGit.init(folder.resolve("work"));
        first = work.commit("a.txt", "one");
        work.ok("tag", "-a", "-m", "v1", "v1");
        second = work.commit("a.txt", "two");
        work.ok("branch", "side", first);
        work.ok("push", "-q", team.remote("acme/source"), "main", "side", "v1");
    }

    @Test
    void copiesBranchesTagsAndHistory() {
        fork("acme/fork", "").statusCode(201).body("repo_name", equalTo("acme/fork"));

        assertThat(refs("acme/fork")).isEqualTo(refs("acme/source"));
        TestGit clone = cloned("acme/fork");
        assertThat(clone.ok("rev-list", "--count", "HEAD").strip()).isEqualTo("2");
        clone.ok("fsck", "--strict");
        assertThat(catalog.find(team.slug(), "acme/fork").orElseThrow().isSynced())
                .isFalse();
    }

    @Test
    void standsOnItsOwnAfterwards() {
        fork("acme/fork", "").statusCode(201);
        TestGit clone = cloned("acme/fork");
        String third = clone.commit("b.txt", "three");
        clone.ok("push", "-q", team.remote("acme/fork"), "HEAD:main");

        team.as(team.token("acme/source", "repo:write"))
                .delete("/api/v1/repos/delete")
                .then()
                .statusCode(200);

        assertThat(refs("acme/fork")).contains(third + "\trefs/heads/main");
        cloned("acme/fork").ok("fsck", "--strict");
    }

    @Test
    void startsAtACommitOrARef() {
        fork("acme/by-sha", ",'sha':'%s','ref':'main'".formatted(first)).statusCode(201);
        fork("acme/by-branch", ",'ref':'side'").statusCode(201);
        fork("acme/by-tag", ",'ref':'refs/tags/v1'").statusCode(201);

        for (String name : new String[] {"acme/by-sha", "acme/by-branch", "acme/by-tag"}) {
            assertThat(refs(name)).contains(first + "\trefs/heads/main").doesNotContain(second);
        }
    }

    @Test
    void takesItsDefaultBranchFromTheRequest() {
        String body = "{'default_branch':'trunk','base_repo':{'provider':'code.storage','name':'acme/source',"
                + "'operation':'fork','auth':{'token':'%s'}}}";
        create("acme/fork", body.formatted(team.token("acme/source", "git:read")))
                .statusCode(201);

        assertThat(catalog.find(team.slug(), "acme/fork").orElseThrow().head()).isEqualTo("refs/heads/trunk");
        assertThat(refs("acme/fork")).contains(second + "\trefs/heads/trunk", second + "\trefs/heads/main");
    }

    @Test
    void takesASnapshotWithoutHistory() {
        String body = "{'base_repo':{'provider':'code.storage','name':'acme/source','operation':'snapshot','ref':'v1',"
                + "'auth':{'token':'%s'}},'initial_commit':{'message':'Start','author':{'name':'Bob','email':'b@x.org'}}}";
        create("acme/snapshot", body.formatted(team.token("acme/source", "git:read")))
                .statusCode(201);

        TestGit clone = cloned("acme/snapshot");
        assertThat(clone.ok("log", "--format=%an %ae %s %P").strip()).isEqualTo("Bob b@x.org Start");
        assertThat(clone.ok("rev-parse", "HEAD^{tree}")).isEqualTo(work.ok("rev-parse", first + "^{tree}"));
        clone.ok("fsck", "--strict");
        assertThat(work.ok("ls-remote", "--refs", team.remote("acme/snapshot")).strip())
                .endsWith("\trefs/heads/main")
                .hasLineCount(1);
    }

    @Test
    void forksAnEmptyRepository() {
        team.create("acme/empty");

        create("acme/fork", body("acme/empty", "", team.token("acme/empty", "git:read")))
                .statusCode(201);

        assertThat(refs("acme/fork")).isEmpty();
    }

    @Test
    void leavesNothingBehindWhenTheForkPointIsMissing() {
        fork("acme/fork", ",'ref':'nothing'").statusCode(404).body("code", equalTo("ref_missing"));
        fork("acme/fork", ",'sha':'%040d'".formatted(1)).statusCode(404);
        fork("acme/fork", ",'sha':'main'").statusCode(404);
        // a branch cannot be a file and a folder
        create(
                        "acme/fork",
                        body("acme/source", "", team.token("acme/source", "git:read"))
                                .replaceFirst("\\{", "{'default_branch':'side/x',"))
                .statusCode(400);

        assertThat(catalog.list(team.slug(), Optional.empty(), 10)).hasSize(1);
        fork("acme/fork", "").statusCode(201);
    }

    @Test
    void doesNotReachWhatAForcedPushLeftBehind() {
        work.ok("checkout", "-q", "side");
        String lost = work.commit("c.txt", "lost");
        work.ok("push", "-q", team.remote("acme/source"), "side");
        work.ok("push", "-q", "-f", team.remote("acme/source"), first + ":refs/heads/side");

        fork("acme/fork", ",'sha':'%s'".formatted(lost)).statusCode(404);
    }

    @Test
    void asksForATokenThatMayReadTheSource() {
        Team other = Team.registered().create("acme/source");
        String none = "{'base_repo':{'provider':'code','name':'acme/source','operation':'fork'}}";

        create("acme/fork", none).statusCode(401);
        create("acme/fork", body("acme/source", "", "nonsense")).statusCode(401);
        create("acme/fork", body("acme/source", "", team.token("acme/source", "org:read")))
                .statusCode(403);
        create("acme/fork", body("acme/source", "", team.token("acme/another", "git:read")))
                .statusCode(403);
        create("acme/fork", body("acme/source", "", other.token("acme/source", "git:read")))
                .statusCode(403);
        create("acme/fork", body("acme/nothing", "", team.token("acme/nothing", "git:read")))
                .statusCode(404);

        assertThat(catalog.find(team.slug(), "acme/fork")).isEmpty();
    }

    private ValidatableResponse fork(String name, String more) {
        return create(name, body("acme/source", more, team.token("acme/source", "git:read")));
    }

    private static String body(String source, String more, String token) {
        return "{'base_repo':{'provider':'code','owner':'ignored','name':'%s','operation':'fork'%s,'auth':{'token':'%s'}}}"
                .formatted(source, more, token);
    }

    private ValidatableResponse create(String name, String body) {
        return team.as(team.token(name, "repo:write"))
                .body(body.replace('\'', '"'))
                .post("/api/v1/repos")
                .then();
    }

    private String refs(String name) {
        return work.ok("ls-remote", team.remote(name));
    }

    private TestGit cloned(String name) {
        Path target = folder.resolve(name.replace('/', '-') + "-" + java.util.UUID.randomUUID());
        work.ok("clone", "-q", team.remote(name), target.toString());
        return TestGit.in(target);
    }
}
