package dev.millrace.githttp.access;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Public keys of teams in a service that learns of them from {@code access.keys} only. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class AccessKeyIT {

    private static final Duration EFFECTIVE_WITHIN = Duration.ofSeconds(1);

    private final String team = "team-" + UUID.randomUUID();
    private final String keyId = "key-" + UUID.randomUUID();
    private final KeyPair keys = TestKeys.ec();

    @BeforeEach
    void followTheTopic() {
        // the first record of a test may find a consumer that is still starting; those after it show how fast it is
        Team.registered();
    }

    @Test
    void acceptsTokensOfAKeyWithinASecondAndRejectsThemWithinASecond() {
        TestEvents.publish(changed(true, Instant.EPOCH));
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> status() == 200);

        TestEvents.publish(changed(false, Instant.EPOCH.plusSeconds(1)));
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> status() == 401);
    }

    @Test
    void keepsAcceptingTheOtherKeyOfTheTeam() {
        KeyPair other = TestKeys.ec();
        TestEvents.registerKey(team, other.getPublic());
        TestEvents.publish(changed(true, Instant.EPOCH));
        await().atMost(Duration.ofSeconds(30)).until(() -> status() == 200 && status(other) == 200);

        TestEvents.publish(changed(false, Instant.EPOCH.plusSeconds(1)));

        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> status() == 401);
        await().during(Duration.ofMillis(500)).until(() -> status(other) == 200);
    }

    private int status() {
        return status(keys);
    }

    private int status(KeyPair signing) {
        String token = TestKeys.sign(
                signing, TestKeys.claims(team, "org", Instant.now().plusSeconds(600), "org:read"));
        return given().header("Authorization", "Bearer " + token)
                .get("/api/v1/repos")
                .statusCode();
    }

    private AccessKeyChanged changed(boolean active, Instant at) {
        return new AccessKeyChanged(
                UUID.randomUUID(), keyId, Optional.of(team), TestKeys.pem(keys.getPublic()), active, at);
    }
}
