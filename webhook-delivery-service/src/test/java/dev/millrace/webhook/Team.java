package dev.millrace.webhook;

import static org.awaitility.Awaitility.await;

import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import dev.millrace.webhook.access.FakeGitHttp;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A team with a key of its own that the service under test has received. */
final class Team {

    private final String slug = "team-" + UUID.randomUUID();
    private final KeyPair keys = TestKeys.ec();

    private Team() {}

    /** A new team, after the service has received its key. */
    static Team registered() {
        Team team = new Team();
        TestEvents.registerKey(team.slug, team.keys.getPublic());
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> team.as(team.token("org", "repo:write"))
                        .get("/api/v1/webhooks")
                        .then()
                        .statusCode(200));
        return team;
    }

    String slug() {
        return slug;
    }

    /** A token that expires in an hour. */
    String token(String repository, String... scopes) {
        return TestKeys.sign(
                keys, TestKeys.claims(slug, repository, Instant.now().plusSeconds(3600), scopes));
    }

    /** Adds a repository. */
    Team create(String repository) {
        FakeGitHttp.add(slug, repository);
        return this;
    }

    /** The id of a repository. */
    UUID id(String repository) {
        return FakeGitHttp.id(slug, repository);
    }

    /** A request to the API with a token. */
    RequestSpecification as(String token) {
        return RestAssured.given().header("Authorization", "Bearer " + token).contentType("application/json");
    }
}
