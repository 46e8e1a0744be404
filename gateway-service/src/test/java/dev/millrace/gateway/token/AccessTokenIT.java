package dev.millrace.gateway.token;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static dev.millrace.gateway.TestPeople.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.gateway.TestPeople.Person;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class AccessTokenIT {

    @Inject
    TokenUses uses;

    private String team;

    @BeforeEach
    void createTeam() {
        team = TestPeople.team();
    }

    @Test
    void showsATokenOnceAndPublishesItsHash() {
        var created = administrator()
                .body(Map.of("name", "deploy", "scopes", List.of("git:read"), "role", "viewer"))
                .post("/api/teams/" + team + "/tokens")
                .then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .extract();
        String token = created.path("token");
        assertThat(token).matches("mr_[A-Za-z0-9]{40}");

        administrator()
                .get("/api/teams/" + team + "/tokens")
                .then()
                .statusCode(200)
                .body("[0].name", equalTo("deploy"))
                .body("[0].token", nullValue())
                .body("[0].lastUsedAt", nullValue());
        AccessTokenChanged published = await().atMost(Duration.ofSeconds(20))
                .until(() -> published(created.path("id")), found -> !found.isEmpty())
                .getFirst();
        assertThat(published.sha256()).isEqualTo(OpaqueTokens.sha256(token));
        assertThat(published.team()).isEqualTo(team);
        assertThat(published.role()).isEqualTo("viewer");
        assertThat(published.scopes()).containsExactly("git:read");
        assertThat(published.user()).isEmpty();
        assertThat(published.active()).isTrue();
    }

    @Test
    void listsTheTokenThatWasUsedLastFirstByPages() {
        for (String name : List.of("one", "two", "three", "four")) {
            String token = created(Map.of("name", name, "scopes", List.of("org:read")));
            if (name.equals("one") || name.equals("two")) {
                with(token).get("/api/teams/" + team).then().statusCode(200);
            }
        }
        uses.writeNow();

        String tokens = "/api/teams/" + team + "/tokens";
        String last = administrator()
                .get(tokens + "?limit=3")
                .then()
                .statusCode(200)
                .body("name", equalTo(List.of("two", "one", "four")))
                .extract()
                .path("[2].id");
        administrator()
                .get(tokens + "?limit=3&before=" + last)
                .then()
                .statusCode(200)
                .body("name", equalTo(List.of("three")));
        administrator().get(tokens + "?before=token-unknown").then().statusCode(400);
        administrator().get(tokens + "?limit=201").then().statusCode(400);
    }

    @Test
    void acceptsATokenAfterBearerAndAsAPassword() {
        String token = created(Map.of("name", "reader", "scopes", List.of("org:read")));
        String basic = Base64.getEncoder().encodeToString(("x:" + token).getBytes(StandardCharsets.UTF_8));

        with(token).get("/api/teams/" + team).then().statusCode(200);
        given().header("Authorization", "Basic " + basic)
                .get("/api/teams/" + team)
                .then()
                .statusCode(200);
    }

    @Test
    void rejectsATokenAsSoonAsItIsRevoked() {
        Person member = TestPeople.join(team, "member");
        String id = member.request().get("/api/user/tokens").then().extract().path("[0].id");
        member.request().get("/api/teams/" + team).then().statusCode(200);

        member.request().delete("/api/user/tokens/" + id).then().statusCode(204);

        member.request().get("/api/teams/" + team).then().statusCode(401);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(published(id))
                        .extracting(AccessTokenChanged::active)
                        .containsExactly(true, false));
    }

    @Test
    void recordsTheLastUse() {
        String token = created(Map.of("name", "reader", "scopes", List.of("org:read")));
        // forwarded to a service: the gateway sees the token, and the service accepts it
        with(token).get("/api/repos").then().statusCode(200);

        uses.writeNow();

        administrator().get("/api/teams/" + team + "/tokens").then().body("[0].lastUsedAt", notNullValue());
    }

    @Test
    void rejectsWhatTheCreatorMayNotDoItself() {
        Person member = TestPeople.join(team, "member");

        member.request()
                .body(Map.of("name", "more", "scopes", List.of("repo:write")))
                .post("/api/user/tokens")
                .then()
                .statusCode(403)
                .body("code", equalTo("too_much"));
        Person maintainer = TestPeople.join(team, "maintainer");
        maintainer
                .request()
                .body(Map.of("name", "more", "scopes", List.of("git:read"), "role", "owner"))
                .post("/api/teams/" + team + "/tokens")
                .then()
                .statusCode(403)
                .body("code", equalTo("too_much"));
        String narrow = member.request()
                .body(Map.of("name", "narrow", "scopes", List.of("org:read", "team:write")))
                .post("/api/user/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        with(narrow)
                .body(Map.of("name", "more", "scopes", List.of("git:write")))
                .post("/api/user/tokens")
                .then()
                .statusCode(403);
    }

    @Test
    void createsNoTokenWithoutTheScopeToChangeThings() {
        Person owner = TestPeople.join(team, "owner");
        String reader = owner.request()
                .body(Map.of("name", "reader", "scopes", List.of("org:read")))
                .post("/api/user/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");

        with(reader)
                .body(Map.of("name", "more", "scopes", List.of("org:read")))
                .post("/api/user/tokens")
                .then()
                .statusCode(403)
                .body("code", equalTo("scope_missing"));
    }

    @Test
    void statesWhatIsWrongWithARequest() {
        refused(Map.of("name", "x", "scopes", List.of("git:admin")), "git:admin");
        refused(Map.of("name", "x", "scopes", List.of()), "at least one");
        refused(Map.of("name", "", "scopes", List.of("git:read")), "1 to 100");
        refused(Map.of("name", "x", "scopes", List.of("git:read"), "role", "king"), "king");
        refused(
                Map.of("name", "x", "scopes", List.of("git:read"), "expiresAt", "2020-01-01T00:00:00Z"),
                "2020-01-01T00:00:00Z");
        refused(Map.of("name", "x", "scopes", List.of("git:read"), "expiresAt", "2099-01-01T00:00:00Z"), "365 days");
    }

    @Test
    void rejectsATokenThatHasExpired() {
        String token = created(Map.of(
                "name",
                "short",
                "scopes",
                List.of("org:read"),
                "expiresAt",
                Instant.now().plusSeconds(3).toString()));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> with(token).get("/api/teams/" + team).then().statusCode(401));
    }

    private String created(Map<String, ?> body) {
        return administrator()
                .body(body)
                .post("/api/teams/" + team + "/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private void refused(Map<String, ?> body, String reason) {
        administrator()
                .body(body)
                .post("/api/teams/" + team + "/tokens")
                .then()
                .statusCode(400)
                .body("error", containsString(reason));
    }

    private static List<AccessTokenChanged> published(String id) {
        return TestEvents.all(
                Topic.ACCESS_TOKENS,
                AccessTokenChanged.class,
                token -> token.tokenId().equals(id));
    }
}
