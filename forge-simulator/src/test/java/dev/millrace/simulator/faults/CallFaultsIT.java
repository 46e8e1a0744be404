package dev.millrace.simulator.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.simulator.Forge;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class CallFaultsIT {

    @TestHTTPResource("/")
    URI root;

    private final Forge forge = new Forge();
    private Path directory;
    private String path;
    private String token;

    @BeforeEach
    void install(@TempDir Path temporary) {
        directory = temporary;
        path = "/repos/" + forge.repository("web", true);
        token = forge.token(forge.install());
    }

    @AfterEach
    void clear() {
        Forge.call("DELETE", "/faults", Map.of());
    }

    @Test
    void refusesCredentialsOnce() {
        forge.fault(Map.of("kind", "unauthorized", "pathPrefix", path, "times", 1));

        assertThat(read().statusCode()).isEqualTo(401);
        assertThat(read().statusCode()).isEqualTo(200);
        List<Map<String, Object>> faults =
                Forge.call("GET", "/faults", Map.of()).getList("");
        assertThat(faults)
                .singleElement()
                .satisfies(f -> assertThat(f.get("struck")).isEqualTo(1));
    }

    @Test
    void limitsWithAndWithoutSayingHowLong() {
        forge.fault(Map.of("kind", "forbidden", "pathPrefix", path, "times", 1, "retryAfter", 7));
        forge.fault(Map.of("kind", "secondary-limit", "pathPrefix", path, "times", 1));
        forge.fault(Map.of("kind", "primary-limit", "pathPrefix", path, "times", 1));
        forge.fault(Map.of("kind", "too-many-requests", "pathPrefix", path, "times", 1, "retryAfter", 3));

        Response reported = read();
        Response bare = read();
        Response primary = read();
        Response many = read();

        assertThat(reported.statusCode()).isEqualTo(403);
        assertThat(reported.header("retry-after")).isEqualTo("7");
        assertThat(bare.statusCode()).isEqualTo(403);
        assertThat(bare.header("retry-after")).isNull();
        assertThat(bare.header("x-ratelimit-remaining")).isNull();
        assertThat(bare.jsonPath().getString("message")).contains("secondary rate limit");
        assertThat(primary.statusCode()).isEqualTo(403);
        assertThat(primary.header("x-ratelimit-remaining")).isEqualTo("0");
        assertThat(many.statusCode()).isEqualTo(429);
        assertThat(many.header("retry-after")).isEqualTo("3");
        assertThat(Forge.call("GET", "/faults", Map.of()).getList("calledWhileLimited"))
                .as("of the calls after each")
                .containsExactly(3, 2, 1, 0);
    }

    @Test
    void failsWithoutApplyingAnything() {
        forge.fault(Map.of("kind", "server-error", "pathPrefix", path, "method", "POST", "times", 1, "status", 503));

        assertThat(createCheckRun().statusCode()).isEqualTo(503);
        assertThat(checkRuns()).isEmpty();
        assertThat(createCheckRun().statusCode()).isEqualTo(201);
    }

    @Test
    void refusesContentWithoutApplyingIt() {
        forge.fault(Map.of("kind", "unprocessable", "pathPrefix", path, "method", "POST", "times", 1));

        assertThat(createCheckRun().statusCode()).isEqualTo(422);
        assertThat(checkRuns()).isEmpty();
    }

    @Test
    void answersLate() {
        forge.fault(Map.of("kind", "slow", "pathPrefix", path, "times", 1, "delayMs", 400));

        assertThat(read().timeIn(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(400);
    }

    @Test
    void resetsBeforeOrAfterTheChangeWasApplied() {
        forge.fault(Map.of("kind", "reset", "pathPrefix", path, "method", "POST", "times", 1));
        assertThatExceptionOfType(IOException.class).isThrownBy(this::createCheckRunOnce);
        assertThat(checkRuns()).isEmpty();

        forge.fault(Map.of("kind", "reset-after-apply", "pathPrefix", path, "method", "POST", "times", 1));
        assertThatExceptionOfType(IOException.class).isThrownBy(this::createCheckRunOnce);
        assertThat(checkRuns()).hasSize(1);
    }

    @Test
    void appliesAPushAndKeepsSilentAboutIt() {
        String name = path.substring("/repos/".length());
        String remote = "http://x-access-token:%s@%s/%s.git".formatted(token, root.getAuthority(), name);
        TestGit.in(directory).ok("clone", "-q", remote, "clone");
        TestGit clone = TestGit.in(directory.resolve("clone"));
        forge.fault(
                Map.of("kind", "reset-after-apply", "pathPrefix", "/" + name + ".git/git-receive-pack", "times", 1));

        assertThat(clone.run("push", "origin", "HEAD:topic").exit()).isNotZero();
        assertThat(forge.ref("web", "refs/heads/topic")).isEqualTo(clone.ok("rev-parse", "HEAD"));
    }

    @Test
    void failsGitAsItFailsRest() {
        String name = path.substring("/repos/".length());
        String remote = "http://x-access-token:%s@%s/%s.git".formatted(token, root.getAuthority(), name);
        forge.fault(Map.of("kind", "server-error", "pathPrefix", "/" + name + ".git", "times", 1, "status", 500));

        assertThat(TestGit.in(directory).run("ls-remote", remote).err()).contains("500");
        assertThat(TestGit.in(directory).run("ls-remote", remote).exit()).isZero();
    }

    @Test
    void refusesFaultsItDoesNotKnow() {
        given().contentType("application/json")
                .body(Map.of("kind", "explode"))
                .post("/_sim/faults")
                .then()
                .statusCode(400);
        given().contentType("application/json")
                .body(Map.of("kind", "drop", "tiems", 1))
                .post("/_sim/faults")
                .then()
                .statusCode(400);
    }

    private Response read() {
        return given().header("Authorization", "Bearer " + token).get(path);
    }

    private Response createCheckRun() {
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body(checkRun())
                .post(path + "/check-runs");
    }

    /** With a client that does not retry by itself when the connection is reset. */
    private void createCheckRunOnce() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(path + "/check-runs"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(checkRun()))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private String checkRun() {
        return "{\"name\": \"build\", \"head_sha\": \"%s\"}".formatted(forge.ref("web", "refs/heads/main"));
    }

    private List<Object> checkRuns() {
        return Forge.call("GET", "/repositories/%s/web/check-runs".formatted(forge.organization()), Map.of())
                .getList("");
    }
}
