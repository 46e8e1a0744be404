package dev.millrace.githttp.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.githttp.RawHttp;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that are aborted, too large, repeated, or slower than others leave neither refs nor objects nor files. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class FailedWritesIT {

    private static final String NAME = "acme/widgets";
    private static final String COMMIT = "/api/v1/repos/commit-pack";

    @Inject
    Catalog catalog;

    @Inject
    Database database;

    private Team team;
    private TestGit work;
    private String tip;
    private String token;
    private UUID id;

    @BeforeEach
    void pushAFile() {
        team = Team.registered().create(NAME);
        token = team.token(NAME, "git:write");
        work = TestGit.init(TestGit.freshFolder().resolve("work"));
        tip = work.commit("a.txt", "one\n");
        work.ok("push", "-q", team.remote(NAME), "main");
        id = catalog.find(team.slug(), NAME).orElseThrow().id();
    }

    private String head() {
        return work.ok("ls-remote", team.remote(NAME), "refs/heads/main").split("\\s")[0];
    }

    /** Packs, uploads and moves of refs of the repository. */
    private List<Long> rows() {
        List<Long> counts = new ArrayList<>();
        for (String table : List.of("pack", "upload_intent", "push", "ref_log")) {
            counts.add(database.inTransaction(tx -> tx.handle()
                    .createQuery("select count(*) from git." + table + " where repository_id = :id")
                    .bind("id", id)
                    .mapTo(Long.class)
                    .one()));
        }
        return counts;
    }

    @Test
    void forgetsACommitWhoseClientDisconnects() throws IOException {
        List<Long> before = rows();
        String whole = CommitLines.file("main", "b.txt", "x".repeat(100_000), "");
        String part = whole.substring(0, whole.length() - 60_000);
        try (Socket socket = RawHttp.connect()) {
            socket.getOutputStream()
                    .write("""
                            POST %s HTTP/1.1\r
                            Host: localhost\r
                            Authorization: Bearer %s\r
                            Content-Type: application/json\r
                            Content-Length: %d\r
                            \r
                            %s""".formatted(COMMIT, token, whole.length(), part).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        team.as(token)
                .body(CommitLines.file("main", "c.txt", "other", ""))
                .post(COMMIT)
                .then()
                .statusCode(201);

        await().during(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(rows())
                        .isEqualTo(List.of(before.get(0) + 1, 0L, before.get(2) + 1, before.get(3) + 1)));
        work.ok("fetch", "-q", team.remote(NAME), "main");
        assertThat(work.ok("ls-tree", "--name-only", "FETCH_HEAD")).isEqualTo("a.txt\nc.txt");
    }

    @Test
    void forgetsACommitThatIsIncompleteOrTooLarge() {
        List<Long> before = rows();
        String incomplete = CommitLines.file("main", "b.txt", "text", "").replace(",\"eof\":true", "");
        team.as(token).body(incomplete).post(COMMIT).then().statusCode(400);
        String metadata = CommitLines.file("main", "b.txt", "text", "")
                .lines()
                .findFirst()
                .orElseThrow();
        String chunk = "{\"blob_chunk\":{\"content_id\":\"c1\",\"data\":\"%s\",\"eof\":true}}"
                .formatted(CommitLines.base64("x".repeat(5 << 20)));
        team.as(token)
                .body(metadata + "\n" + chunk + "\n")
                .post(COMMIT)
                .then()
                .statusCode(413)
                .body("result.status", equalTo("payload_too_large"));

        assertThat(rows()).isEqualTo(before);
        assertThat(head()).isEqualTo(tip);
    }

    @Test
    void commitsOnceWhenManyRace() throws Exception {
        List<Long> before = rows();
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String request = CommitLines.file(
                    "main", "race.txt", "of call " + i, ",\"expected_head_sha\":\"%s\"".formatted(tip));
            calls.add(() -> team.as(token).body(request).post(COMMIT).statusCode());
        }
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> call : threads.invokeAll(calls)) {
                statuses.add(call.get());
            }
        }

        assertThat(Collections.frequency(statuses, 201)).isEqualTo(1);
        assertThat(Collections.frequency(statuses, 409)).isEqualTo(5);
        assertThat(rows().get(0)).isEqualTo(before.get(0) + 1);
        assertThat(rows().get(2)).isEqualTo(before.get(2) + 1);
        work.ok("fetch", "-q", team.remote(NAME), "main");
        assertThat(work.ok("rev-parse", "FETCH_HEAD~1")).isEqualTo(tip);
        work.fsck();
    }

    @Test
    void promotesAnEphemeralBranch() {
        String made = team.as(token)
                .body(CommitLines.file(
                        "draft",
                        "d.txt",
                        "draft",
                        ",\"base_branch\":\"main\",\"ephemeral\":true,\"ephemeral_base\":false"))
                .post(COMMIT)
                .then()
                .statusCode(201)
                .extract()
                .path("commit.commit_sha");
        String promote = "{\"target_branch\":\"draft\",\"base_ref\":\"draft\",\"base_is_ephemeral\":true}";
        team.as(token)
                .body(promote)
                .post("/api/v1/repos/branches/create")
                .then()
                .statusCode(201);
        team.as(token)
                .body(promote)
                .post("/api/v1/repos/branches/create")
                .then()
                .statusCode(409);

        assertThat(work.ok("ls-remote", team.remote(NAME), "refs/heads/draft")).startsWith(made);
    }
}
