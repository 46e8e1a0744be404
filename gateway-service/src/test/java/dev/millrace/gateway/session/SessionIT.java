package dev.millrace.gateway.session;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.gateway.TestPeople.Person;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.TokenVerifier;
import dev.millrace.kit.identity.TokenVerifier.Verification.Verified;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class SessionIT {

    private static final String COOKIE = "millrace-session";

    @Inject
    TokenVerifier verifier;

    private String team;

    @BeforeEach
    void createTeam() {
        team = TestPeople.team();
    }

    @Test
    void signsInWithACookieThatNoScriptReads() {
        Person ann = TestPeople.join(team, "member");

        given().contentType(ContentType.JSON)
                .body(Map.of("token", ann.token()))
                .post("/api/session")
                .then()
                .statusCode(201)
                .header(
                        "Set-Cookie",
                        allOf(
                                startsWith(COOKIE + "=mrs_"),
                                containsString("HttpOnly"),
                                containsString("SameSite=Lax"),
                                containsString("Path=/"),
                                // on the loopback address
                                not(containsString("Secure"))))
                .body("team", equalTo(team));
    }

    @Test
    void knowsTheUserOfASession() {
        Person ann = TestPeople.join(team, "member");

        session(ann.token())
                .get("/api/session")
                .then()
                .statusCode(200)
                .body("user", equalTo(ann.id()))
                .body("team", equalTo(team))
                .body("role", equalTo("member"))
                .body("administrator", equalTo(false));
    }

    @Test
    void signsInWithTheAdministratorsToken() {
        session(AdministratorAccess.token()).get("/api/teams").then().statusCode(200);
        session(AdministratorAccess.token())
                .get("/api/session")
                .then()
                .body("administrator", equalTo(true))
                .body("team", nullValue());
    }

    @Test
    void forwardsATokenOfThePlatformInPlaceOfTheCookie() {
        Person ann = TestPeople.join(team, "maintainer");

        var forwarded = session(ann.token())
                .cookie("other", "kept")
                .get("/api/repos")
                .then()
                .statusCode(200)
                .body("headers.cookie", equalTo("other=kept"))
                .extract();

        String authorization = forwarded.path("headers.authorization");
        assertThat(verifier.verify(authorization.substring("Bearer ".length())))
                .isInstanceOfSatisfying(Verified.class, verified -> {
                    Caller caller = verified.caller();
                    assertThat(caller.team()).isEqualTo(team);
                    assertThat(caller.user()).isEqualTo(Optional.of(UUID.fromString(ann.id())));
                    assertThat(caller.role()).contains(Role.MAINTAINER);
                    assertThat(caller.scopes()).isEqualTo(Role.MAINTAINER.scopes());
                });
    }

    @Test
    void forwardsTheTokenOfARequestThatHasOne() {
        Person ann = TestPeople.join(team, "member");

        session(ann.token())
                .header("Authorization", "Bearer mr_other")
                .get("/api/repos")
                .then()
                .body("headers.authorization", equalTo("Bearer mr_other"))
                .body("headers.cookie", nullValue());
    }

    @Test
    void rejectsARequestThatAnotherSiteCaused() {
        Person owner = TestPeople.join(team, "owner");
        String path = "/api/teams/" + team + "/invitations";

        change(owner).header("Sec-Fetch-Site", "cross-site").post(path).then().statusCode(403);
        change(owner).header("Origin", "https://evil.example").post(path).then().statusCode(403);
        change(owner).post(path).then().statusCode(403);
        change(owner)
                .header("Sec-Fetch-Site", "cross-site")
                .delete("/api/repos/x")
                .then()
                .statusCode(403);

        change(owner).header("Sec-Fetch-Site", "same-origin").post(path).then().statusCode(201);
    }

    @Test
    void endsWithTheTokenThatItWasBegunWith() {
        Person ann = TestPeople.join(team, "member");
        RequestSpecification session = session(ann.token());
        String id = ann.request().get("/api/user/tokens").then().extract().path("[0].id");

        ann.request().delete("/api/user/tokens/" + id).then().statusCode(204);

        session.get("/api/session").then().statusCode(401);
    }

    @Test
    void signsOut() {
        Person ann = TestPeople.join(team, "member");
        String secret = secret(ann.token());

        given().cookie(COOKIE, secret)
                .header("Sec-Fetch-Site", "same-origin")
                .delete("/api/session")
                .then()
                .statusCode(204)
                .header("Set-Cookie", containsString("Max-Age=0"));

        given().cookie(COOKIE, secret).get("/api/session").then().statusCode(401);
    }

    @Test
    void listsAndEndsTheSessionsOfItsUserOnly() {
        Person ann = TestPeople.join(team, "member");
        Person ben = TestPeople.join(team, "member");
        String secret = secret(ann.token());
        String id = ann.request()
                .get("/api/user/sessions")
                .then()
                .body("", hasSize(1))
                .extract()
                .path("[0].id");

        ben.request().get("/api/user/sessions").then().body("", hasSize(0));
        ben.request().delete("/api/user/sessions/" + id).then().statusCode(404);
        ann.request().delete("/api/user/sessions/" + id).then().statusCode(204);

        given().cookie(COOKIE, secret).get("/api/session").then().statusCode(401);
    }

    @Test
    void beginsNoSessionWithoutAValidToken() {
        given().contentType(ContentType.JSON)
                .body(Map.of("token", "mr_0123456789012345678901234567890123456789"))
                .post("/api/session")
                .then()
                .statusCode(401);
        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/session")
                .then()
                .statusCode(400);
        administrator()
                .body(Map.of("team", team))
                .put("/api/session/team")
                .then()
                .statusCode(409);
    }

    private static RequestSpecification change(Person person) {
        return session(person.token()).contentType(ContentType.JSON).body(Map.of("role", "member"));
    }

    @Test
    void recordsARefusedTokenAndNotEachOfMany() {
        for (int attempt = 0; attempt < 20; attempt++) {
            given().contentType(ContentType.JSON)
                    .body(Map.of("token", "mr_0123456789012345678901234567890123456789"))
                    .post("/api/session")
                    .then()
                    .statusCode(401);
        }

        administrator()
                .get("/api/audit?limit=200")
                .then()
                .body(
                        "findAll { it.action == 'session.refused' && it.subject == 'token' }",
                        hasSize(allOf(greaterThan(0), lessThan(5))))
                .body("find { it.subject == 'token' }.actor", equalTo("127.0.0.1"))
                .body("find { it.subject == 'token' }.after", startsWith("token_rejected"));
    }

    private static RequestSpecification session(String token) {
        return given().cookie(COOKIE, secret(token));
    }

    private static String secret(String token) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("token", token))
                .post("/api/session")
                .then()
                .statusCode(201)
                .extract()
                .cookie(COOKIE);
    }
}
