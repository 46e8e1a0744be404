package dev.millrace.gateway.team;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.events.Topic;
import dev.millrace.events.access.SigningKeyChanged;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class SigningKeyResourceIT {

    private final String team = "team-" + UUID.randomUUID().toString().substring(0, 8);
    private final String keys = "/api/teams/" + team + "/signing-keys";

    @BeforeEach
    void createTeam() {
        administrator().body(Map.of("slug", team)).post("/api/teams").then().statusCode(201);
    }

    @Test
    void registersAKeyOnceAndInformsTheServices() {
        String key = SshKeys.random();

        String keyId = register(key + " ann@laptop", 201);
        String again = register(key, 200);

        assertThat(again).isEqualTo(keyId);
        SigningKeyChanged reported = awaitReported(keyId, true);
        assertThat(reported.team()).isEqualTo(team);
        assertThat(reported.kind()).isEqualTo(SigningKeyChanged.Kind.SSH);
        assertThat(reported.publicKey()).isEqualTo(key);
        administrator()
                .get(keys)
                .then()
                .statusCode(200)
                .body("size()", equalTo(1))
                .body("[0].kind", equalTo("ssh"))
                .body("[0].fingerprint", startsWith("SHA256:"))
                .body("[0].active", equalTo(true));
    }

    @Test
    void revokesAKeyAndInformsTheServices() {
        String keyId = register(SshKeys.random(), 201);

        administrator().delete(keys + "/" + keyId).then().statusCode(204);

        awaitReported(keyId, false);
        administrator().get(keys).then().body("[0].active", equalTo(false));
        administrator().delete(keys + "/nope").then().statusCode(404).body("code", equalTo("key_missing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ssh-ed25519 AAAA", "ssh-dss AAAAB3NzaC1kc3M=", "-----BEGIN PGP PRIVATE KEY BLOCK-----"})
    void refusesWhatIsNoKey(String text) {
        administrator()
                .body(Map.of("publicKey", text))
                .post(keys)
                .then()
                .statusCode(400)
                .body("error", containsString("publicKey"))
                .body("code", equalTo("key_invalid"));
    }

    @Test
    void letsOnlyTheAdministratorInAndKnowsNoOtherTeam() {
        given().get(keys).then().statusCode(401);
        given().contentType("application/json")
                .body(Map.of("publicKey", SshKeys.random()))
                .post(keys)
                .then()
                .statusCode(401);
        administrator()
                .body(Map.of("publicKey", SshKeys.random()))
                .post("/api/teams/missing/signing-keys")
                .then()
                .statusCode(404)
                .body("code", equalTo("team_missing"));
        administrator().body("{}").post(keys).then().statusCode(400);
    }

    private String register(String key, int status) {
        return administrator()
                .body(Map.of("name", "laptop", "publicKey", key))
                .post(keys)
                .then()
                .statusCode(status)
                .extract()
                .path("id");
    }

    private static SigningKeyChanged awaitReported(String keyId, boolean active) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> TestEvents.all(
                                Topic.ACCESS_KEYS,
                                SigningKeyChanged.class,
                                key -> key.keyId().equals(keyId) && key.active() == active),
                        reported -> !reported.isEmpty())
                .getFirst();
    }
}
