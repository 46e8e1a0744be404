package dev.millrace.simulator.checks;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.Forge;
import dev.millrace.simulator.HookReceiver;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RequestChecksIT {

    private final Forge forge = new Forge();
    private HookReceiver receiver;
    private String repository;
    private long installation;

    @BeforeEach
    void hostARepository() {
        receiver = new HookReceiver(forge);
        repository = forge.repository("web", true);
        installation = forge.install();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void announcesThatACheckIsToRunAgainAndThatAButtonWasUsed() {
        String sha = forge.ref("web", "refs/heads/main");
        long id = given().header("Authorization", "Bearer " + forge.token(installation))
                .contentType(ContentType.JSON)
                .body(Map.of("name", "unit", "head_sha", sha, "external_id", "b-1", "status", "queued"))
                .post("/repos/" + repository + "/check-runs")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");

        call("/check-runs/" + id + "/rerequest", Map.of("user", "ann"));
        call("/check-runs/" + id + "/actions", Map.of("user", "ann", "identifier", "cancel"));
        call("/check-suites/rerequest", Map.of("user", "ann", "sha", sha));

        JsonPath again = receiver.await("check_run", p -> "rerequested".equals(p.getString("action")));
        assertThat(again.getLong("check_run.id")).isEqualTo(id);
        assertThat(again.getString("check_run.external_id")).isEqualTo("b-1");
        assertThat(again.getString("check_run.status")).isEqualTo("queued");
        assertThat(again.getString("sender.login")).isEqualTo("ann");
        JsonPath used = receiver.await("check_run", p -> "requested_action".equals(p.getString("action")));
        assertThat(used.getString("requested_action.identifier")).isEqualTo("cancel");
        JsonPath all = receiver.await("check_suite", p -> "rerequested".equals(p.getString("action")));
        assertThat(all.getString("check_suite.head_sha")).isEqualTo(sha);
        assertThat(all.getLong("check_suite.app.id")).isEqualTo(again.getLong("check_run.app.id"));
    }

    @Test
    void announcesTheBeginAndTheEndOfAMergeGroup() {
        forge.push("web", Map.of("branch", "topic", "files", Map.of("t", "1\n"), "message", "Topic"));
        String base = forge.ref("web", "refs/heads/main");
        call("/pulls", Map.of("title", "Topic", "head", "topic"));

        JsonPath group = call("/pulls/1/enqueue", Map.of());

        String ref = group.getString("headRef");
        assertThat(ref).isEqualTo("refs/heads/gh-readonly-queue/main/pr-1-" + base);
        assertThat(forge.ref("web", ref)).isEqualTo(group.getString("headSha"));
        JsonPath requested = receiver.await("merge_group", p -> "checks_requested".equals(p.getString("action")));
        assertThat(requested.getString("merge_group.head_sha")).isEqualTo(group.getString("headSha"));
        assertThat(requested.getString("merge_group.base_sha")).isEqualTo(base);
        assertThat(requested.getString("merge_group.base_ref")).isEqualTo("refs/heads/main");

        call("/pulls/1/dequeue", Map.of("reason", "invalidated"));

        JsonPath destroyed = receiver.await("merge_group", p -> "destroyed".equals(p.getString("action")));
        assertThat(destroyed.getString("reason")).isEqualTo("invalidated");
        assertThat(forge.ref("web", ref)).isNull();
    }

    private JsonPath call(String path, Map<String, ?> body) {
        return Forge.call("POST", "/repositories/" + repository + path, body);
    }
}
