package dev.millrace.githttp.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class CommitResourceIT {

    private static final String NAME = "acme/widgets";
    private static final String OLDER = "/api/v1/repos/";
    private static final String NEWER = "/api/repos/acme%2Fwidgets/";

    private Team team;
    private TestGit work;
    private String tip;

    @BeforeEach
    void pushFiles() {
        team = Team.registered().create(NAME);
        work = TestGit.init(TestGit.freshFolder().resolve("work"));
        work.commit("a.txt", "one\n");
        tip = work.commit("a.txt", "two\n");
        work.ok("push", "-q", team.remote(NAME), "main");
    }

    private ValidatableResponse post(String path, String body, String token) {
        return team.as(token).urlEncodingEnabled(false).body(body).post(path).then();
    }

    private ValidatableResponse post(String path, String body) {
        return post(path, body, team.token(NAME, "git:write"));
    }

    private ValidatableResponse get(String path) {
        return team.as(team.token(NAME, "git:read"))
                .urlEncodingEnabled(false)
                .get(path)
                .then();
    }

    private String head(String branch) {
        return work.ok("ls-remote", team.remote(NAME), "refs/heads/" + branch).split("\\s")[0];
    }

    @Test
    void commitsAFileAndRepeatsItsResponse() {
        String request = CommitLines.file("main", "docs/x.md", "hello", ",\"expected_head_sha\":\"" + tip + "\"");

        String made = post(OLDER + "commit-pack", request)
                .statusCode(201)
                .body("result.success", equalTo(true))
                .body("result.status", equalTo("ok"))
                .body("result.old_sha", equalTo(tip))
                .body("commit.blob_count", equalTo(1))
                .extract()
                .path("commit.commit_sha");
        post(OLDER + "commit-pack", request).statusCode(201).body("commit.commit_sha", equalTo(made));

        assertThat(head("main")).isEqualTo(made);
        work.ok("fetch", "-q", team.remote(NAME), "main");
        assertThat(work.ok("show", "FETCH_HEAD:docs/x.md")).isEqualTo("hello");
        assertThat(work.ok("log", "-1", "--format=%an %ae %cn %s", "FETCH_HEAD"))
                .isEqualTo("Eve eve@example.com Eve change docs/x.md");
        work.fsck();
    }

    @Test
    void servesBothGenerationsOfRoutesAndNames() {
        post(NEWER + "commit-pack", CommitLines.file("main", "x", "1", ",\"expected_target_sha\":\"" + tip + "\""))
                .statusCode(201)
                .body("result.target_branch", equalTo("main"));
        get(NEWER + "commits?ref=main&limit=1").statusCode(200).body("commits[0].parent_shas", equalTo(List.of(tip)));
        get(OLDER + "commits?branch=main&limit=1").statusCode(200).body("has_more", equalTo(true));
        get(NEWER + "files").statusCode(200).body("paths", equalTo(List.of("a.txt", "x")));
        get(OLDER + "repo").statusCode(404);
        get("/api/v1/repo").statusCode(200);
        post(NEWER + "tags", "{\"name\":\"v/1\",\"ref\":\"main\"}").statusCode(201);
        team.as(team.token(NAME, "git:write"))
                .urlEncodingEnabled(false)
                .delete(NEWER + "tags/v%2F1")
                .then()
                .statusCode(200)
                .body("name", equalTo("v/1"));
    }

    @Test
    void statesWhyABranchWasNotMoved() {
        String stale = CommitLines.file("main", "x", "1", ",\"expected_head_sha\":\"" + "1".repeat(40) + "\"");
        post(OLDER + "commit-pack", stale)
                .statusCode(409)
                .contentType(containsString("application/json"))
                .body("commit", nullValue())
                .body("error", containsString("not at 1111"))
                .body("result.success", equalTo(false))
                .body("result.status", equalTo("precondition_failed"))
                .body("result.old_sha", equalTo(tip));
        post(OLDER + "commit-pack", CommitLines.file("main", "a.txt", "two\n", ""))
                .statusCode(412)
                .body("result.message", equalTo("no changes to commit"));
        post(OLDER + "commit-pack", CommitLines.file("new", "x", "1", ""))
                .statusCode(404)
                .body("result.status", equalTo("not_found"));
        post(OLDER + "commit-pack", CommitLines.file("main", "../x", "1", ""))
                .statusCode(400)
                .body("result.status", equalTo("invalid"));
        post(OLDER + "commit-pack", "{\"blob_chunk\":{}}").statusCode(400).body("result.status", equalTo("invalid"));
        String incomplete = CommitLines.file("main", "x", "1", "");
        post(OLDER + "commit-pack", incomplete.substring(0, incomplete.indexOf('\n') + 1))
                .statusCode(400)
                .body("error", containsString("is missing"));

        assertThat(head("main")).isEqualTo(tip);
    }

    @Test
    void statesAnyRefusalAsAResult() {
        String request = CommitLines.file("main", "x", "1", "");
        post(OLDER + "commit-pack", request, "nothing").statusCode(401).body("result.status", equalTo("unauthorized"));
        post(OLDER + "commit-pack", request, team.token(NAME, "git:read"))
                .statusCode(403)
                .body("result.status", equalTo("forbidden"));
        post(OLDER + "restore-commit", "{", team.token(NAME, "git:write"))
                .statusCode(400)
                .body("result.status", equalTo("invalid"));
        JwtClaims claims = team.claims(NAME, "git:write");
        claims.setClaim("refs", List.of(List.of("main", List.of("no-push"))));
        post(OLDER + "commit-pack", request, team.sign(claims))
                .statusCode(403)
                .body("error", containsString("denied by policy"))
                .body("result.status", equalTo("forbidden"));

        assertThat(head("main")).isEqualTo(tip);
    }

    @Test
    void mergesAndReportsConflicts() {
        String author = ",\"author\":{\"name\":\"Eve\",\"email\":\"eve@example.com\"}";
        String merge = "{\"source_branch\":\"side\",\"target_branch\":\"main\",\"strategy\":\"merge\"%s}";
        post(OLDER + "branches/create", "{\"target_branch\":\"side\",\"base_ref\":\"main\"}")
                .statusCode(201);
        post(OLDER + "commit-pack", CommitLines.file("side", "side.txt", "side", ""))
                .statusCode(201);
        post(OLDER + "commit-pack", CommitLines.file("main", "main.txt", "main", ""))
                .statusCode(201);
        get(OLDER + "merge/preview?source_branch=side&target_branch=main")
                .statusCode(200)
                .body("status", equalTo("clean"))
                .body("result", equalTo("merge_commit"));

        post(OLDER + "merge", merge.formatted("")).statusCode(400).body("error", containsString("author"));
        post(OLDER + "merge", merge.formatted(author))
                .statusCode(200)
                .body("result", equalTo("merge_commit"))
                .body("promoted_commits", equalTo(1));
        post(OLDER + "merge", merge.formatted(author)).statusCode(200).body("result", equalTo("no_op"));

        post(OLDER + "commit-pack", CommitLines.file("side", "a.txt", "ours", ""))
                .statusCode(201);
        post(OLDER + "commit-pack", CommitLines.file("main", "a.txt", "theirs", ""))
                .statusCode(201);
        post(OLDER + "merge", merge.formatted(author))
                .statusCode(409)
                .body("conflict_paths", equalTo(List.of("a.txt")))
                .body("conflict_type", equalTo("merge_conflict"));
        get(OLDER + "merge/preview?source_branch=side&target_branch=main&include_content=true")
                .statusCode(200)
                .body("status", equalTo("conflicted"))
                .body("conflicts[0].ours.content", equalTo("theirs"))
                .body("conflicts[0].result.content", containsString("<<<<<<<"));
    }

    @Test
    void writesNotes() {
        String note = "{\"sha\":\"" + tip + "\",\"action\":\"%s\",\"note\":\"%s\"}";
        post(OLDER + "notes", note.formatted("add", "good")).statusCode(201).body("result.success", equalTo(true));
        post(OLDER + "notes", note.formatted("add", "good")).statusCode(201);
        post(OLDER + "notes", note.formatted("add", "bad"))
                .statusCode(409)
                .body("result.status", equalTo("conflict"))
                .body("sha", equalTo(tip))
                .body("target_ref", equalTo("refs/notes/commits"));
        post(OLDER + "notes", note.formatted("append", "more")).statusCode(201);

        get(OLDER + "notes?sha=" + tip).statusCode(200).body("note", equalTo("good\n\nmore"));
        work.ok("fetch", "-q", team.remote(NAME), "refs/notes/commits:refs/notes/commits");
        assertThat(work.ok("notes", "show", tip)).isEqualTo("good\n\nmore");
        get(OLDER + "notes/refs").statusCode(200).body("refs[0].ref", equalTo("refs/notes/commits"));
    }

    @Test
    void readsTheTextOfAPatchAndCommitsIt() {
        String diff = work.ok("diff", "HEAD~1", "HEAD") + "\n";
        post(
                        OLDER + "branches/create",
                        "{\"target_branch\":\"old\",\"base_ref\":\"" + work.ok("rev-parse", "HEAD~1") + "\"}")
                .statusCode(201);
        String request = """
                {"metadata":{"target_branch":"old","commit_message":"m","author":{"name":"E","email":"e@example.com"}}}
                {"diff_chunk":{"data":"%s","eof":true}}
                """.formatted(CommitLines.base64(diff));

        post(OLDER + "diff-commit", request)
                .statusCode(201)
                .body("commit.tree_sha", equalTo(work.ok("rev-parse", "HEAD^{tree}")));
        post(OLDER + "diff-commit", request).statusCode(409).body("result.status", equalTo("conflict"));
    }

    @Test
    void restoresAnOlderCommit() {
        String first = work.ok("rev-parse", "HEAD~1");
        String request =
                "{\"metadata\":{\"target_branch\":\"main\",\"target_commit_sha\":\"%s\",\"author\":{\"name\":\"E\","
                        + "\"email\":\"e@example.com\"}}}";

        post(OLDER + "restore-commit", request.formatted(first))
                .statusCode(201)
                .body("result.old_sha", equalTo(tip))
                .body("commit.tree_sha", equalTo(work.ok("rev-parse", first + "^{tree}")));
        post(OLDER + "restore-commit", request.formatted(head("main")))
                .statusCode(412)
                .body("result.status", equalTo("precondition_failed"));
    }

    @Test
    void signsCommitsOfATeamThatWantsIt() throws IOException {
        String all = team.token("org", "repo:write", "org:read");
        post(OLDER + "commit-pack", CommitLines.file("main", "unsigned", "1", ""))
                .statusCode(201);
        team.as(all)
                .body("{\"sign_commits\":true}")
                .patch("/api/storage/settings")
                .then()
                .statusCode(200)
                .body("sign_commits", equalTo(true))
                .body("archive", equalTo(false));

        post(OLDER + "commit-pack", CommitLines.file("main", "signed", "1", "")).statusCode(201);
        String note = "{\"sha\":\"%s\",\"note\":\"reviewed\"}".formatted(tip);
        post(OLDER + "notes", note).statusCode(201);

        Path signers = TestGit.freshFolder().resolve("allowed_signers");
        Files.writeString(
                signers,
                team.as(all).get("/api/storage/commit-keys/allowed_signers").asString());
        TestGit verifying = work.configured("gpg.ssh.allowedSignersFile", signers.toString());
        work.ok("fetch", "-q", team.remote(NAME), "main:signed", "refs/notes/commits:refs/notes/commits");
        assertThat(verifying.run("verify-commit", "signed").err()).contains("Good \"git\" signature");
        assertThat(verifying.run("verify-commit", "refs/notes/commits").exit()).isZero();
        assertThat(verifying.run("verify-commit", "signed~1").exit()).isNotZero();
        team.as(team.token("org", "org:read"))
                .get("/api/storage/commit-keys")
                .then()
                .statusCode(200)
                .body("keys[0].public_key", containsString("ssh-ed25519 "));
        team.as(team.token(NAME, "repo:write"))
                .body("{}")
                .patch("/api/storage/settings")
                .then()
                .statusCode(403);
        work.fsck();
    }
}
