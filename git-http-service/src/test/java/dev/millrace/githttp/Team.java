package dev.millrace.githttp;

import static org.awaitility.Awaitility.await;

import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;

/** A team with its own key, which the service under test knows. */
public final class Team {

    private final String slug = "team-" + UUID.randomUUID();
    private final KeyPair keys;

    private Team(KeyPair keys) {
        this.keys = keys;
    }

    /** A new team, once the service has learned its key. */
    public static Team registered() {
        return registered(TestKeys.ec());
    }

    /** A new team with this key, once the service has learned it. */
    public static Team registered(KeyPair keys) {
        Team team = new Team(keys);
        TestEvents.registerKey(team.slug, keys.getPublic());
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> team.as(team.token("org", "org:read"))
                        .get("/api/v1/repos")
                        .then()
                        .statusCode(200));
        return team;
    }

    public String slug() {
        return slug;
    }

    /** A token that expires in an hour. */
    public String token(String repository, String... scopes) {
        return TestKeys.sign(keys, claims(repository, scopes));
    }

    /** Claims of such a token, to be changed. */
    public JwtClaims claims(String repository, String... scopes) {
        return TestKeys.claims(slug, repository, Instant.now().plusSeconds(3600), scopes);
    }

    /** Signs the claims from {@link #claims}. */
    public String sign(JwtClaims claims) {
        return TestKeys.sign(keys, claims);
    }

    /** Creates an empty repository. */
    public Team create(String repository) {
        as(token(repository, "repo:write")).post("/api/v1/repos").then().statusCode(201);
        return this;
    }

    /** Address to clone from, with a token that may read and write. */
    public String remote(String repository) {
        return remote(repository, token(repository, "git:read", "git:write"));
    }

    /** Address to clone from with a token. */
    public String remote(String repository, String token) {
        return "http://t:%s@localhost:%d/%s.git".formatted(token, RestAssured.port, repository);
    }

    /** A call of the API with a token. */
    public RequestSpecification as(String token) {
        return RestAssured.given().header("Authorization", "Bearer " + token).contentType("application/json");
    }
}
