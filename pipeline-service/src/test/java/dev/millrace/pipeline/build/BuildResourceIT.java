package dev.millrace.pipeline.build;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestPerson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class BuildResourceIT {

    @Inject
    Database database;

    @Inject
    Builds builds;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void pagesThroughAllBuildsNewestFirstAlsoWhenNewOnesCome() {
        List<UUID> made = Stream.generate(this::ended).limit(5).toList();
        List<String> seen = new ArrayList<>();

        JsonNode page = page("?limit=2");
        ended();
        while (true) {
            page.get("builds").forEach(build -> seen.add(build.get("id").asText()));
            if (!page.has("next")) {
                break;
            }
            page = page("?limit=2&cursor=" + page.get("next").asText());
        }

        assertThat(seen)
                .containsExactlyElementsOf(
                        made.reversed().stream().map(UUID::toString).toList());
    }

    @Test
    void filtersByStateAndRepository() {
        UUID id = ended();

        assertThat(page("?state=cancelled&repository=" + scene.repository.toUpperCase(Locale.ROOT))
                        .get("builds"))
                .extracting(build -> build.get("id").asText())
                .containsExactly(id.toString());
        assertThat(page("?state=passed").get("builds")).isEmpty();
        assertThat(page("?repository=acme/other").get("builds")).isEmpty();
    }

    @Test
    void hidesTheBuildsOfOtherTeams() {
        UUID id = ended();
        Scene other = Scene.set();

        assertThat(other.builds()).isEmpty();
        other.as("git:read").get("/api/builds/" + id).then().statusCode(404);
        other.as("git:read").get("/api/builds/{id}/jobs/unit/log", id).then().statusCode(404);
        other.as("git:write").post("/api/builds/{id}/cancel", id).then().statusCode(404);
    }

    @Test
    void showsATokenOfOneRepositoryNothingElse() {
        UUID id = ended();

        scene.as("acme/other", new String[] {"git:read"})
                .get("/api/builds/" + id)
                .then()
                .statusCode(404);
        assertThat(scene.as("acme/other", new String[] {"git:read"})
                        .get("/api/builds")
                        .as(JsonNode.class)
                        .get("builds"))
                .isEmpty();
        scene.as(scene.repository, new String[] {"git:read"})
                .get("/api/builds/" + id)
                .then()
                .statusCode(200);
    }

    @Test
    void showsAPersonTheBuildsOfRepositoriesThatTheForgeLetsThePersonRead() {
        UUID id = ended();
        String key = scene.newBuild("a".repeat(40), scene.opsFile(job("unit", "true")))
                .upstreamKey();
        TestPerson member = TestPerson.of(scene.team, "maintainer", "git:write", "org:read");
        TestPerson owner = TestPerson.of(scene.team, "owner", "git:read", "org:read");
        await().atMost(Duration.ofSeconds(20)).until(() -> status(member, id) == 200 && status(owner, id) == 200);

        TestPerson.letForgeDecide(scene.team);

        await().atMost(Duration.ofSeconds(2)).until(() -> status(member, id) == 404);
        assertThat(builds(member)).isEmpty();
        as(member).get("/api/builds/{id}/jobs/unit/log", id).then().statusCode(404);
        as(member)
                .contentType(ContentType.JSON)
                .post("/api/builds/{id}/cancel", id)
                .then()
                .statusCode(404);
        as(member)
                .contentType(ContentType.JSON)
                .post("/api/builds/{id}/rerun", id)
                .then()
                .statusCode(404);
        assertThat(status(owner, id)).isEqualTo(200);
        assertThat(builds(owner)).hasSize(1);
        assertThat(scene.builds()).as("a token of the team").hasSize(1);

        TestPerson.letRead(scene.team, key, member);
        await().atMost(Duration.ofSeconds(2)).until(() -> status(member, id) == 200);
        assertThat(builds(member)).hasSize(1);
        TestPerson.letRead(scene.team, key);
        await().atMost(Duration.ofSeconds(2)).until(() -> status(member, id) == 404);
    }

    @Test
    void refusesTokensThatAreMissingOrAllowTooLittle() {
        UUID id = ended();

        RestAssured.get("/api/builds").then().statusCode(401);
        RestAssured.get("/api/builds/" + id).then().statusCode(401);
        RestAssured.post("/api/builds/{id}/cancel", id).then().statusCode(401);
        scene.as("repo:write").get("/api/builds").then().statusCode(403);
        scene.as("git:read").post("/api/builds/{id}/cancel", id).then().statusCode(403);
        scene.as("git:write").post("/api/builds/{id}/cancel", id).then().statusCode(409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?cursor=nonsense",
                "?cursor=MTIz",
                // +1000000000-12-31T23:59:59Z 00000000-0000-0000-0000-000000000000
                "?cursor=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaIDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA",
                "?state=happy",
                "?limit=x",
                "?limit=99999999999",
                "?repository=acme%00",
                "/00000000-0000-0000-0000-000000000000/jobs/unit/log?from=x",
                "/00000000-0000-0000-0000-000000000000/jobs/unit/log?to=-1"
            })
    void refusesWhatItCannotRead(String query) {
        scene.as("org:read")
                .urlEncodingEnabled(false)
                .get("/api/builds" + query)
                .then()
                .statusCode(400);
    } // #9.15

    @Test
    void answersNotFoundForWhatIsNotThere() {
        UUID id = ended();

        scene.as("git:read").get("/api/builds/" + UUID.randomUUID()).then().statusCode(404);
        scene.as("git:read").get("/api/builds/no-uuid").then().statusCode(404);
        scene.as("git:read").get("/api/builds/{id}/jobs/other/log", id).then().statusCode(404);
    }

    @Test
    void makesOneBuildOfAnEventAndAPipeline() {
        BuildRow build = scene.newBuild("a".repeat(40), scene.opsFile(job("unit", "true")));

        List<Boolean> queued = database.inTransaction(tx -> {
            var answers = List.of(builds.queue(tx, build), builds.queue(tx, build));
            builds.cancel(tx, build.id(), "test");
            return answers;
        });

        assertThat(queued).containsExactly(true, false);
        assertThat(scene.builds()).hasSize(1);
    }

    /** A build that has ended before any worker could run it. */
    private static RequestSpecification as(TestPerson person) {
        return RestAssured.given().header("Authorization", person.bearer());
    }

    private static int status(TestPerson person, UUID build) {
        return as(person).get("/api/builds/" + build).statusCode();
    }

    private static JsonNode builds(TestPerson person) {
        return as(person).get("/api/builds").as(JsonNode.class).get("builds");
    }

    private UUID ended() {
        BuildRow build = scene.newBuild("a".repeat(40), scene.opsFile(job("unit", "true")));
        database.useTransaction(tx -> {
            builds.queue(tx, build);
            builds.cancel(tx, build.id(), "test");
        });
        return build.id();
    }

    private JsonNode page(String query) {
        return scene.as("org:read")
                .get("/api/builds" + query)
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }
}
