package dev.millrace.sync.status;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.events.Topic;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.kit.database.Database;
import dev.millrace.sync.FakeForge;
import dev.millrace.sync.UpstreamRepository;
import dev.millrace.sync.queue.MirrorQueue;
import dev.millrace.sync.queue.NewMirror;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import dev.millrace.testing.TestPerson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class SyncResourceIT {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @Inject
    Catalog catalog;

    @Inject
    MirrorQueue queue;

    @Inject
    Database database;

    private final String team = "api-team" + NUMBERS.incrementAndGet();
    private final KeyPair keys = TestKeys.ec();

    private UUID mirror;
    private UpstreamRepository upstream;

    @BeforeEach
    void mirrorARepository() {
        upstream = UpstreamRepository.create(team + "/widgets");
        upstream.push("main", "first");
        mirror = database.inTransaction(tx -> {
            UUID id = catalog.create(
                            tx,
                            new NewRepository(
                                    team,
                                    new RepositoryName(upstream.fullName()),
                                    Optional.of("forge.test:" + team),
                                    "main"))
                    .repository()
                    .id();
            queue.register(
                    tx,
                    new NewMirror(
                            id,
                            team,
                            upstream.fullName(),
                            "forge.test:" + team,
                            FakeForge.url() + "/" + upstream.fullName() + ".git",
                            "1"),
                    "test");
            return id;
        });
        TestEvents.registerKey(team, keys.getPublic());
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> as("org:read")
                        .get("/api/syncs/" + mirror)
                        .then()
                        .statusCode(200)
                        .body("state", equalTo("CURRENT")));
    }

    @Test
    void reportsWhetherAMirrorIsCurrent() {
        as("org:read")
                .get("/api/syncs/" + mirror)
                .then()
                .statusCode(200)
                .body("repositoryId", equalTo(mirror.toString()))
                .body("repository", equalTo(upstream.fullName()))
                .body("behind", equalTo(false))
                .body("lastCheckedAt", notNullValue());
    }

    @Test
    void showsAPersonTheMirrorsThatTheForgeLetsThePersonRead() {
        TestPerson member = TestPerson.of(team, "maintainer", "org:read", "git:write");
        TestPerson owner = TestPerson.of(team, "owner", "org:read");
        await().atMost(Duration.ofSeconds(20)).until(() -> status(member) == 200 && status(owner) == 200);

        TestPerson.letForgeDecide(team);

        await().atMost(Duration.ofSeconds(2)).until(() -> status(member) == 404);
        as(member).get("/api/syncs").then().statusCode(200).body("", empty());
        as(member).get("/api/syncs/" + mirror + "/runs").then().statusCode(404);
        as(member).get("/api/syncs/" + mirror + "/maintenance").then().statusCode(404);
        as(member).post("/api/syncs/" + mirror + "/requests").then().statusCode(404);
        as(owner).get("/api/syncs").then().statusCode(200).body("", hasSize(1));
        as("org:read").get("/api/syncs").then().statusCode(200).body("", hasSize(1));

        TestPerson.letRead(team, "forge.test:" + team, member);
        await().atMost(Duration.ofSeconds(2)).until(() -> status(member) == 200);
        as(member).get("/api/syncs").then().statusCode(200).body("", hasSize(1));
        TestPerson.letRead(team, "forge.test:" + team);
        await().atMost(Duration.ofSeconds(2)).until(() -> status(member) == 404);
    }

    private int status(TestPerson person) {
        return as(person).get("/api/syncs/" + mirror).statusCode();
    }

    private static RequestSpecification as(TestPerson person) {
        return given().header("Authorization", person.bearer());
    }

    @Test
    void listsTheTeamsMirrorsByName() {
        as("org:read").get("/api/syncs").then().statusCode(200).body("repository", contains(upstream.fullName()));
        as("org:read")
                .queryParam("repository", upstream.fullName())
                .get("/api/syncs")
                .then()
                .body("$", hasSize(1));
        as("org:read")
                .queryParam("repository", "other")
                .get("/api/syncs")
                .then()
                .body("$", empty());
        as("org:read")
                .queryParam("after", upstream.fullName())
                .get("/api/syncs")
                .then()
                .body("$", empty());
    }

    @Test
    void takesARequestForASync() {
        as("git:write")
                .post("/api/syncs/" + mirror + "/requests")
                .then()
                .statusCode(202)
                .body("repositoryId", equalTo(mirror.toString()));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.GIT_SYNC,
                                SyncStarted.class,
                                event -> event.repository().id().equals(mirror)))
                        .anySatisfy(event -> assertThat(event.reason()).isEqualTo("requested by test")));
    }

    @Test
    void showsTheLastErrorWithoutSecrets() {
        for (int i = 0; i < 20; i++) {
            FakeForge.next(upstream.fullName(), FakeForge.answering(503));
        }
        as("git:write").post("/api/syncs/" + mirror + "/requests").then().statusCode(202);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            var body =
                    as("org:read").get("/api/syncs/" + mirror).then().extract().jsonPath();
            assertThat(body.getString("state")).isEqualTo("FAILING");
            assertThat(body.getString("lastError")).contains("503").doesNotContain("ghs_");
            assertThat(body.getBoolean("behind")).isTrue();
            assertThat(body.getString("retryAt")).isNotNull();
        });
    }

    @Test
    void wantsAToken() {
        given().get("/api/syncs").then().statusCode(401).body("code", equalTo("token_missing"));
        given().post("/api/syncs/" + mirror + "/requests").then().statusCode(401);
    }

    @Test
    void wantsTheScope() {
        as("git:read").get("/api/syncs/" + mirror).then().statusCode(403).body("code", equalTo("scope_missing"));
        as("org:read").post("/api/syncs/" + mirror + "/requests").then().statusCode(403);
    }

    @Test
    void hidesTheMirrorsOfOtherTeams() {
        String other = team + "-other";
        KeyPair otherKeys = TestKeys.ed25519();
        TestEvents.registerKey(other, otherKeys.getPublic());
        String token = TestKeys.sign(
                otherKeys, TestKeys.claims(other, "org", Instant.now().plusSeconds(600), "org:read", "git:write"));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> given().auth()
                        .oauth2(token)
                        .get("/api/syncs")
                        .then()
                        .statusCode(200)
                        .body("$", empty()));
        given().auth()
                .oauth2(token)
                .get("/api/syncs/" + mirror)
                .then()
                .statusCode(404)
                .body("code", equalTo("mirror_missing"));
        given().auth()
                .oauth2(token)
                .post("/api/syncs/" + mirror + "/requests")
                .then()
                .statusCode(404);
    }

    @Test
    void packsAMirrorSoonAfterItsImport() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> as("org:read")
                        .get("/api/syncs/" + mirror + "/maintenance")
                        .then()
                        .statusCode(200)
                        .body("hasBitmap", equalTo(true))
                        .body("hasCommitGraph", equalTo(true))
                        .body("packs.GC", equalTo(1))
                        .body("lastKind", equalTo("repacked"))
                        .body("lastMessage", startsWith("first repack")));
        as("git:read").get("/api/syncs/" + mirror + "/maintenance").then().statusCode(403);
        as("org:read")
                .get("/api/syncs/" + UUID.randomUUID() + "/maintenance")
                .then()
                .statusCode(404)
                .body("code", equalTo("repository_missing"));
    }

    @Test
    void refusesATokenOfAnotherRepository() {
        String token = TestKeys.sign(
                keys, TestKeys.claims(team, "acme/other", Instant.now().plusSeconds(600), "org:read"));

        given().auth().oauth2(token).get("/api/syncs/" + mirror).then().statusCode(403);
        given().auth().oauth2(token).get("/api/syncs").then().statusCode(200).body("$", empty());
    }

    @Test
    void refusesNonsense() {
        as("org:read").get("/api/syncs/not-an-id").then().statusCode(404);
        as("org:read").queryParam("limit", "0").get("/api/syncs").then().statusCode(400);
        as("org:read").queryParam("limit", "1001").get("/api/syncs").then().statusCode(400);
    }

    @Test
    void waitsForACommitThatWasNotReported() {
        String tip = upstream.push("main", "awaited");

        as("org:read")
                .queryParam("wait", tip)
                .queryParam("timeout", 20)
                .get("/api/syncs/" + mirror)
                .then()
                .statusCode(200)
                .body("awaited", equalTo(true));
        as("org:read")
                .queryParam("wait", "f".repeat(40))
                .queryParam("timeout", 1)
                .get("/api/syncs/" + mirror)
                .then()
                .statusCode(202)
                .body("awaited", equalTo(false));
        as("org:read")
                .queryParam("wait", "main")
                .get("/api/syncs/" + mirror)
                .then()
                .statusCode(400);
    }

    @Test
    void findsAMirrorByItsName() {
        as("org:read")
                .urlEncodingEnabled(false)
                .get("/api/syncs/" + upstream.fullName().replace("/", "%2F"))
                .then()
                .statusCode(200)
                .body("repositoryId", equalTo(mirror.toString()));
    }

    @Test
    void listsThePassesThatMovedSomething() {
        as("org:read")
                .get("/api/syncs/" + mirror + "/runs")
                .then()
                .statusCode(200)
                .body("[-1].outcome", equalTo("succeeded"))
                .body("[-1].refsMoved", equalTo(1));
        as("org:read")
                .queryParam("limit", 101)
                .get("/api/syncs/" + mirror + "/runs")
                .then()
                .statusCode(400);
    }

    @Test
    void bringsBackWhatWasForcedAway() {
        String lost = upstream.push("main", "will be lost");
        awaitCommit(lost);
        upstream.force("main", "history written anew");
        awaitCommit(upstream.push("main", "and on"));

        as("git:read")
                .get("/api/syncs/" + mirror + "/retained")
                .then()
                .statusCode(200)
                .body("[0].objectId", equalTo(lost));
        restore("{\"ref\":\"refs/heads/main\",\"as\":\"refs/heads/back\"}").statusCode(409);
        restore("{\"ref\":\"refs/heads/main\",\"as\":\"refs/restored/ma\\u200Bin\"}") // #9.10
                .statusCode(409)
                .body("error", org.hamcrest.Matchers.containsString("\\u{200B}"));
        restore("{\"ref\":\"refs/heads/none\"}").statusCode(404);
        restore("{}").statusCode(400);
        restore("{\"ref\":\"refs/heads/main\",\"commit\":\"" + lost + "\"}")
                .statusCode(200)
                .body("ref", equalTo("refs/restored/heads/main"))
                .body("commit", equalTo(lost));
        awaitCommit(upstream.push("main", "a sync leaves it there"));
        restore("{\"ref\":\"refs/heads/main\",\"commit\":\"" + lost + "\"}").statusCode(200);
    }

    private ValidatableResponse restore(String body) {
        return as("git:write")
                .contentType("application/json")
                .body(body)
                .post("/api/syncs/" + mirror + "/restore")
                .then();
    }

    private void awaitCommit(String commit) {
        as("org:read")
                .queryParam("wait", commit)
                .get("/api/syncs/" + mirror)
                .then()
                .statusCode(200);
    }

    private RequestSpecification as(String scope) {
        String token =
                TestKeys.sign(keys, TestKeys.claims(team, "org", Instant.now().plusSeconds(600), scope));
        return given().auth().oauth2(token);
    }
}
