package dev.millrace.gateway.connection;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.events.forge.SecretMatched;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeGitHub;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class RotationIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Inject
    DataSource dataSource;

    private FakeGitHub gitHub;

    @BeforeEach
    void start() {
        gitHub = new FakeGitHub();
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void givesTheForgeANewSecretAndRemovesTheOldOneInTheEnd() throws SQLException {
        gitHub.hookFailures.set(1);
        String secret = rotate().statusCode(202)
                .body("state", equalTo("pending"))
                .extract()
                .path("secretId");
        connection().body("secrets.findAll { it.purpose == 'webhook' }", hasSize(2));

        await().atMost(TIMEOUT)
                .untilAsserted(() -> rotation()
                        .statusCode(200)
                        .body("state", equalTo("applied"))
                        .body("attempts", equalTo(1))
                        .body("retireAt", notNullValue()));
        assertThat(gitHub.hookSecrets).hasSize(1).first().asString().hasSizeGreaterThan(40);
        connection().body("secrets.findAll { it.purpose == 'webhook' }", hasSize(2));

        age(secret, Duration.ofDays(8));
        await().atMost(TIMEOUT)
                .untilAsserted(() -> rotation().statusCode(404).body("code", equalTo("rotation_missing")));
        connection()
                .body("secrets.findAll { it.purpose == 'webhook' }", hasSize(1))
                .body("secrets.find { it.purpose == 'webhook' }.id", equalTo(secret));
        administrator()
                .get("/api/audit?limit=1")
                .then()
                .body("[0].action", equalTo("connection.secret.removed"))
                .body("[0].subject", equalTo(gitHub.connection()))
                .body("[0].actor", equalTo("rotation"));
    }

    @Test
    void keepsTheOldSecretWhileDeliveriesAreSignedWithItAndShowsThat() throws SQLException {
        String old = connection().extract().path("secrets.find { it.purpose == 'webhook' }.id");
        String secret = rotate().statusCode(202).extract().path("secretId");
        await().atMost(TIMEOUT).untilAsserted(() -> rotation().body("state", equalTo("applied")));
        Instant matchedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        TestEvents.publish(new SecretMatched(UUID.randomUUID(), gitHub.connection(), UUID.fromString(old), matchedAt));
        await().atMost(TIMEOUT).untilAsserted(() -> rotation().body("othersMatchedAt", equalTo(matchedAt.toString())));

        age(secret, Duration.ofDays(8));

        await().during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> connection()
                        .body(
                                "secrets.find { it.id == '%s' }.lastMatchedAt".formatted(old),
                                equalTo(matchedAt.toString()))
                        .body("secrets.find { it.id == '%s' }.lastMatchedAt".formatted(secret), nullValue()));
        rotation().statusCode(200);
    }

    /** As if the rotation had been applied so much earlier; it is looked at again at once. */
    private void age(String secret, Duration time) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("""
                        update gateway.secret_rotation
                           set applied_at = applied_at - cast(? as interval), retire_at = retire_at - cast(? as interval),
                               due_at = now()
                         where secret_id = cast(? as uuid)
                        """);
                var signal = connection.prepareStatement("select pg_notify('secret_rotation', '')")) {
            statement.setString(1, time.toHours() + " hours");
            statement.setString(2, time.toHours() + " hours");
            statement.setString(3, secret);
            assertThat(statement.executeUpdate()).isEqualTo(1);
            signal.execute();
        }
    }

    @Test
    void endsWhenItsSecretIsRemoved() {
        gitHub.hookFailures.set(Integer.MAX_VALUE);
        String secret = rotate().statusCode(202).extract().path("secretId");

        administrator()
                .delete("/api/connections/%s/secrets/%s".formatted(gitHub.connection(), secret))
                .then()
                .statusCode(204);

        await().atMost(TIMEOUT).untilAsserted(() -> rotation().statusCode(404));
        assertThat(gitHub.hookSecrets).isEmpty();
    }

    @Test
    void refusesWhatHasNoApp() {
        administrator()
                .post("/api/connections/connection-nothing/rotation")
                .then()
                .statusCode(404)
                .body("code", equalTo("connection_missing"));
        String other = administrator()
                .body(Map.of(
                        "forge", "gitlab", "instance", "gitlab-of-rotation.example.org", "team", TestPeople.team()))
                .post("/api/connections")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        administrator()
                .post("/api/connections/%s/rotation".formatted(other))
                .then()
                .statusCode(409)
                .body("code", equalTo("app_missing"));
    }

    private ValidatableResponse rotate() {
        return administrator()
                .post("/api/connections/%s/rotation".formatted(gitHub.connection()))
                .then();
    }

    private ValidatableResponse rotation() {
        return administrator()
                .get("/api/connections/%s/rotation".formatted(gitHub.connection()))
                .then();
    }

    private ValidatableResponse connection() {
        return administrator().get("/api/connections/" + gitHub.connection()).then();
    }
}
