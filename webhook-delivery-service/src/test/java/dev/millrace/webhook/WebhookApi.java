package dev.millrace.webhook;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.testing.TestEvents;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A team's calls of the API, and events of its repositories. */
final class WebhookApi {

    static final String SECRET = "the-secret-of-this-very-test";

    private final Team team;
    private final String token;

    /** @param token of the team, with {@code repo:write} */
    WebhookApi(Team team, String token) {
        this.team = team;
        this.token = token;
    }

    JsonPath create(String url, String... events) {
        return post(request(url, events)).statusCode(201).extract().jsonPath();
    }

    ValidatableResponse post(Map<String, Object> body) {
        return team.as(token).body(body).post("/api/v1/webhooks").then();
    }

    static Map<String, Object> request(String url, String... events) {
        return Map.of("url", url, "events", List.of(events), "secret", SECRET);
    }

    static Map<String, Object> request(String url, String repository, List<String> events) {
        return Map.of("url", url, "events", events, "repository", repository);
    }

    void awaitStatus(String path, String status) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> team.as(token).get(path).then().statusCode(200).body("status", equalTo(status)));
    }

    /** Publishes a push to {@code acme/widgets}. */
    void push() {
        TestEvents.publish(new RefsMoved(
                UUID.randomUUID(),
                widgets("acme/widgets"),
                RefsMoved.Cause.PUSH,
                1,
                0,
                List.of(new RefMove("refs/heads/main", Optional.empty(), Optional.of("1".repeat(40)))),
                List.of(),
                Instant.now()));
    }

    /** The repository {@code acme/widgets} in an event, under any name. */
    MirroredRepository widgets(String name) {
        return new MirroredRepository(team.id("acme/widgets"), team.slug(), name, Optional.empty());
    }
}
