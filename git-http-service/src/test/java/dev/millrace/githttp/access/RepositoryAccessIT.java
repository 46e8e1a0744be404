package dev.millrace.githttp.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestPerson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people reach whose reading the forge decides. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class RepositoryAccessIT {

    private static final Duration EFFECTIVE_WITHIN = Duration.ofSeconds(2);
    private static final String WIDGETS = "acme/widgets";

    @Inject
    Catalog catalog;

    private Team team;
    private String key;
    private UUID id;
    private TestPerson member;
    private TestPerson owner;

    @BeforeEach
    void mirror() {
        team = Team.registered().create("acme/own");
        key = "github.test:" + team.slug();
        id = catalog.create(new NewRepository(team.slug(), new RepositoryName(WIDGETS), Optional.of(key), "main"))
                .repository()
                .id();
        member = TestPerson.of(team.slug(), "maintainer", "git:write", "repo:write", "org:read");
        owner = TestPerson.of(team.slug(), "owner", "git:write", "repo:write", "org:read");
        await().atMost(Duration.ofSeconds(30)).until(() -> git(member) == 200 && git(owner) == 200);
        TestPerson.letForgeDecide(team.slug());
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> git(member) == 404);
    }

    @Test
    void hidesARepositoryThatTheForgeDoesNotLetThePersonReadFromEveryRoute() {
        as(member)
                .get("/" + WIDGETS + ".git/info/refs?service=git-receive-pack")
                .then()
                .statusCode(404);
        as(member)
                .contentType("application/vnd.git-lfs+json")
                .body("{\"operation\": \"download\", \"objects\": []}")
                .post("/" + WIDGETS + ".git/info/lfs/objects/batch")
                .then()
                .statusCode(404);
        as(member).get("/api/repos/" + id).then().statusCode(404);
        as(member).delete("/api/repos/" + id).then().statusCode(404);
        as(member).get("/api/repositories/" + id).then().statusCode(404);
        as(member).get("/api/search?q=something&repository=" + WIDGETS).then().statusCode(404);
        as(member).get("/api/search?q=something").then().statusCode(200);
        as(owner).get("/api/search?q=something&repository=" + WIDGETS).then().statusCode(200);
        as(member)
                .body(Map.of(
                        "name",
                        "acme/copy",
                        "base_repo",
                        Map.of(
                                "provider",
                                "code",
                                "name",
                                WIDGETS,
                                "operation",
                                "fork",
                                "auth",
                                Map.of("token", member.token()))))
                .post("/api/v1/repos")
                .then()
                .statusCode(404);
        as(member)
                .body(Map.of("name", WIDGETS))
                .post("/api/v1/repos")
                .then()
                .statusCode(409)
                .body(not(containsString("github.test")));

        assertThat(listed(member)).containsExactly("acme/own");
        assertThat(listed(owner)).containsExactlyInAnyOrder("acme/own", WIDGETS);
        assertThat(git(owner)).isEqualTo(200);
        assertThat(team.as(team.token("org", "org:read"))
                        .get("/api/v1/repos")
                        .jsonPath()
                        .getList("repos"))
                .as("a token of the team")
                .hasSize(2);
        as(member).get("/acme/own.git/info/refs?service=git-upload-pack").then().statusCode(200);
    }

    @Test
    void followsTheForgeWithinSeconds() {
        TestPerson.letRead(team.slug(), key, member);
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> git(member) == 200);
        assertThat(listed(member)).containsExactlyInAnyOrder("acme/own", WIDGETS);

        TestPerson.letRead(team.slug(), key);
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> git(member) == 404);
    }

    private int git(TestPerson person) {
        return as(person)
                .get("/" + WIDGETS + ".git/info/refs?service=git-upload-pack")
                .statusCode();
    }

    private List<String> listed(TestPerson person) {
        return as(person).get("/api/v1/repos").then().statusCode(200).extract().path("repos.repo_name");
    }

    private static RequestSpecification as(TestPerson person) {
        return given().header("Authorization", person.bearer()).contentType("application/json");
    }
}
