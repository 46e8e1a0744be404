package dev.millrace.pipeline.page;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.testing.Platform;
import dev.millrace.testing.SettableClock;
import dev.millrace.testing.TestPlatformKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class BuildPageIT {

    private static final String SCRIPT = "<script>alert(1)</script>";

    @Inject
    Database database;

    @Inject
    Builds builds;

    @Inject
    Checks checks;

    @Inject
    BuildLinks links;

    @Inject
    PipelineConfig config;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void showsAMemberABuildWithItsJobsAndTheirLogs() {
        UUID id = ended(job("unit", "printf '\\033[1;32mgood\\033[0m\\nsecond line\\n'", "exit 3"));

        Response build = scene.as("git:read").get("/builds/" + id);

        assertThat(build.statusCode()).isEqualTo(200);
        assertThat(build.contentType()).startsWith("text/html");
        assertThat(build.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(build.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(build.header("Cache-Control")).isEqualTo("no-store");
        assertThat(build.asString())
                .contains(scene.repository, "#7", "topic", "ada", "failed", "exit code 3")
                .contains("<a href=\"/builds/%s/jobs/0\">unit</a>".formatted(id))
                .doesNotContain("http-equiv");
        Response job = scene.as("git:read").get("/builds/{id}/jobs/0", id);
        assertThat(job.asString())
                .contains("<li id=\"L1\"><a href=\"#L1\" class=\"n\">1</a>")
                .contains("<span class=\"b f2\">good</span>")
                .contains("<span class=\"\">second line</span>")
                .contains("data-follow=\"\"");
        assertThat(scene.as("git:read").get("/builds/{id}/jobs/1", id).statusCode())
                .isEqualTo(404);
    }

    @Test
    void showsOneBuildToReadersWithTheLinkOfItsCheckAndNothingElse() {
        UUID id = ended(job("unit", "echo printed"));
        UUID other = ended(job("unit", "echo other"));
        String link = scene.checks().stream()
                .filter(check -> check.get("external_id").asText().equals(id.toString()))
                .findFirst()
                .orElseThrow()
                .get("details_url")
                .asText();
        assertThat(link).startsWith("https://millrace.example/builds/" + id + "?key=");
        String key = link.substring(link.indexOf("key=") + 4);

        assertThat(open("/builds/" + id, key).asString())
                .contains("passed", "/builds/%s/jobs/0?key=%s".formatted(id, key));
        assertThat(open("/builds/%s/jobs/0".formatted(id), key).asString())
                .contains("printed", "/builds/%s/jobs/0/log?format=text&amp;key=%s".formatted(id, key));
        assertThat(open("/builds/%s/jobs/0/log".formatted(id), key).asString()).isEqualTo("printed\n");

        assertThat(open("/builds/" + other, key).statusCode()).isEqualTo(403);
        assertThat(open("/builds/%s/jobs/0/log".formatted(other), key).statusCode())
                .isEqualTo(403);
        assertThat(open("/api/builds/" + id, key).statusCode()).isEqualTo(401);
        assertThat(open("/api/builds/%s/jobs/unit/log".formatted(id), key).statusCode())
                .isEqualTo(401);
        assertThat(RestAssured.given()
                        .queryParam("key", key)
                        .post("/api/builds/{id}/cancel", id)
                        .statusCode())
                .isEqualTo(401);
        assertThat(RestAssured.given()
                        .header("Authorization", "Bearer " + key)
                        .get("/api/builds/" + id)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusesKeysThatAreExpiredOrAltered() throws Exception {
        UUID id = ended(job("unit", "true"));
        String key = key(links, id);
        var before =
                new SettableClock(Instant.now().minus(config.linkLifetime()).minusSeconds(1));
        var old = new BuildLinks(
                URI.create("https://millrace.example"),
                config.linkLifetime(),
                Optional.of(TestPlatformKey.privateKeyFile()),
                Optional.empty(),
                before);
        long expires = Long.parseLong(key.substring(0, key.indexOf('.')));

        assertThat(open("/builds/" + id, key).statusCode()).isEqualTo(200);
        Response expired = open("/builds/" + id, key(old, id));
        assertThat(expired.statusCode()).isEqualTo(403);
        assertThat(expired.contentType()).startsWith("text/html");
        assertThat(expired.asString()).contains("Sign in").doesNotContain(scene.repository);
        assertThat(open("/builds/" + id, key.replace(expires + ".", expires + 1 + "."))
                        .statusCode())
                .isEqualTo(403);
        assertThat(open("/builds/" + id, "nonsense").statusCode()).isEqualTo(403);
        assertThat(open("/builds/" + id, "nonsense").asString()).isEqualTo(expired.asString());
    }

    @Test
    void doesNotShowWhetherABuildExists() {
        UUID id = ended(job("unit", "true"));
        Scene other = Scene.set();

        Response unknown = RestAssured.get("/builds/" + id);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.header("WWW-Authenticate")).startsWith("Bearer");
        for (String path :
                new String[] {"/builds/" + UUID.randomUUID(), "/builds/no-id", "/builds/" + id + "/jobs/0"}) {
            Response same = RestAssured.get(path);
            assertThat(same.statusCode()).as(path).isEqualTo(401);
            assertThat(same.asString()).isEqualTo(unknown.asString());
        }
        Response foreign = other.as("git:read").get("/builds/" + id);
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.asString())
                .isEqualTo(
                        other.as("git:read").get("/builds/" + UUID.randomUUID()).asString())
                .doesNotContain(scene.repository);
        assertThat(scene.as("repo:write").get("/builds/" + id).statusCode()).isEqualTo(403);
        assertThat(scene.as("acme/other", new String[] {"git:read"})
                        .get("/builds/" + id)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void escapesEverythingThatComesFromOutside() {
        UUID id = ended(job(
                "'" + SCRIPT.replace("/", "\u2215") + "'", "echo \"" + SCRIPT + "&<b>\"", "printf '\\033[31m<i>\\n'"));
        database.useTransaction(tx -> tx.handle()
                .execute(
                        "update pipeline.build set ref = ?, base_ref = ?, actor = ?, reason = ? where id = ?",
                        "x\"><img src=x onerror=alert(1)>",
                        "\u202emain",
                        SCRIPT,
                        SCRIPT,
                        id));

        String build = scene.as("git:read").get("/builds/" + id).asString();
        String job = scene.as("git:read").get("/builds/{id}/jobs/0", id).asString();

        assertThat(build)
                .contains("&lt;script&gt;alert(1)", "x&quot;&gt;&lt;img src=x", "\\u{202E}main")
                .doesNotContain("<script>", "<img", "\u202e");
        assertThat(job)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&lt;b&gt;", "<span class=\"f1\">&lt;i&gt;</span>")
                .doesNotContain("<script>", "<b>", "<i>");
    }

    @Test
    void letsThePageOfARunningJobFollowItWithTheKey() {
        UUID id = start(job("slow", "echo early; printf 'begun'; sleep 6"));
        String key = key(links, id);
        await().until(() ->
                open("/builds/%s/jobs/0".formatted(id), key).asString().contains("early"));

        String page = open("/builds/%s/jobs/0".formatted(id), key).asString();

        assertThat(page)
                .contains("data-follow=\"/builds/%s/jobs/0/log?from=6&amp;key=%s\" data-line=\"2\"".formatted(id, key))
                .contains("<script src=\"/builds/assets/build.js?v=")
                .doesNotContain(">begun<");
        assertThat(open("/builds/" + id, key).asString()).contains("http-equiv=\"refresh\"");
        String events = RestAssured.given()
                .accept("text/event-stream")
                .queryParam("from", 6)
                .queryParam("key", key)
                .get("/builds/{id}/jobs/0/log", id)
                .asString();
        assertThat(events).contains("begun").contains("event: end\ndata: {\"state\":\"passed\"}");
    }

    @Test
    void servesTheFilesOfItsPagesToEveryone() {
        Response script = RestAssured.get("/builds/assets/build.js");
        Response styles = RestAssured.get("/builds/assets/build.css");

        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.contentType()).startsWith("text/javascript");
        assertThat(script.asString()).contains("EventSource").doesNotContain("innerHTML");
        assertThat(styles.contentType()).startsWith("text/css");
        assertThat(RestAssured.get("/builds/assets/other").statusCode()).isEqualTo(404);
    }

    private static Response open(String path, String key) {
        return RestAssured.given().queryParam("key", key).get(path);
    }

    private static String key(BuildLinks of, UUID id) {
        String link = of.to(id).toString();
        return link.substring(link.indexOf("key=") + 4);
    }

    private UUID ended(String... jobs) {
        int before = scene.builds().size();
        UUID id = start(jobs);
        scene.awaitEnded(before + 1);
        scene.awaitCompletedChecks(before + 1);
        return id;
    }

    private UUID start(String... jobs) {
        String file = scene.opsFile(jobs);
        BuildRow build = scene.newBuild(scene.mirrored(file), file);
        database.useTransaction(tx -> {
            builds.queue(tx, build);
            checks.buildChanged(tx, build.id());
        });
        return build.id();
    }
}
