package dev.millrace.gateway.team;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class TeamResourceIT {

    private final String team = "team-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void informsOtherServicesWhoTheAdministratorIs() {
        administrator().get("/api/administrator").then().statusCode(204);
        given().header("Authorization", "Bearer mra_wrong")
                .get("/api/administrator")
                .then()
                .statusCode(401);
        given().get("/api/administrator").then().statusCode(401);
    }

    @Test
    void createsATeamAndShowsIt() {
        administrator()
                .body(Map.of("slug", team, "name", "The A Team"))
                .post("/api/teams")
                .then()
                .statusCode(201)
                .header("Location", containsString("/api/teams/" + team))
                .body("slug", equalTo(team))
                .body("name", equalTo("The A Team"));

        administrator().get("/api/teams/" + team).then().statusCode(200).body("name", equalTo("The A Team"));
        administrator().get("/api/teams").then().statusCode(200).body("slug", hasItem(team));
    }

    @Test
    void refusesASecondTeamOfTheSameSlug() {
        create();

        administrator()
                .body(Map.of("slug", team))
                .post("/api/teams")
                .then()
                .statusCode(409)
                .body("code", equalTo("team_exists"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a.b", "a/b", "..", "1234567890123456789012345678901234567890"})
    void refusesASlugThatCannotBeInAnAddress(String slug) {
        administrator().body(Map.of("slug", slug)).post("/api/teams").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"slug\":7", "null"})
    void refusesABodyThatIsNone(String body) {
        administrator().body(body).post("/api/teams").then().statusCode(400);
    }

    @Test
    void letsOnlyTheAdministratorIn() {
        given().get("/api/teams").then().statusCode(401).body("code", equalTo("token_missing"));
        given().header("Authorization", "Bearer mra_wrong")
                .get("/api/teams")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer ").get("/api/teams").then().statusCode(401);
        given().header("Authorization", "Basic " + AdministratorAccess.token())
                .get("/api/teams")
                .then()
                .statusCode(401);
        given().contentType("application/json")
                .body(Map.of("slug", team))
                .post("/api/teams")
                .then()
                .statusCode(401);
        given().delete("/api/teams/" + team + "/keys/x").then().statusCode(401);
        given().get("/api/installations").then().statusCode(401);
        given().put("/api/teams/" + team + "/installations/1").then().statusCode(401);
        administrator().get("/api/teams/" + team).then().statusCode(404);
    }

    @Test
    void writesTheTokenForItsOwnerOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(AdministratorAccess.tokenFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void registersKeysOfEveryKindAndInformsTheServices() {
        create();

        for (PublicKey key : List.of(
                TestKeys.ec().getPublic(),
                TestKeys.rsa().getPublic(),
                TestKeys.ed25519().getPublic())) {
            String keyId = register(key, 201);

            AccessKeyChanged reported = awaitReported(keyId, true);
            assertThat(reported.team()).contains(team);
            assertThat(reported.publicKeyPem().strip())
                    .isEqualTo(TestKeys.pem(key).strip());
        }
    }

    @Test
    void registersTheSameKeyOnce() {
        create();
        PublicKey key = TestKeys.ec().getPublic();
        String keyId = register(key, 201);

        String again = register(key, 200);

        assertThat(again).isEqualTo(keyId);
        administrator().get("/api/teams/" + team + "/keys").then().body("size()", equalTo(1));
    }

    @Test
    void revokesAKeyAndInformsTheServices() {
        create();
        PublicKey key = TestKeys.ec().getPublic();
        String keyId = register(key, 201);

        administrator().delete("/api/teams/" + team + "/keys/" + keyId).then().statusCode(204);

        awaitReported(keyId, false);
        administrator()
                .get("/api/teams/" + team + "/keys")
                .then()
                .body("[0].active", equalTo(false))
                .body("[0].id", equalTo(keyId));
        administrator().delete("/api/teams/" + team + "/keys/" + keyId).then().statusCode(204);
        administrator().delete("/api/teams/" + team + "/keys/nope").then().statusCode(404);
        assertThat(register(key, 201)).isNotEqualTo(keyId);
    }

    @Test
    void refusesKeysThatSignNothingHere() throws GeneralSecurityException {
        create();
        KeyPairGenerator p384 = KeyPairGenerator.getInstance("EC");
        p384.initialize(new ECGenParameterSpec("secp384r1"));
        KeyPairGenerator shortRsa = KeyPairGenerator.getInstance("RSA");
        shortRsa.initialize(1024);

        refuse(TestKeys.pem(p384.generateKeyPair().getPublic()), "P-256");
        refuse(TestKeys.pem(shortRsa.generateKeyPair().getPublic()), "2048");
        refuse(TestKeys.pem(TestKeys.ec().getPrivate()), "PUBLIC KEY");
        refuse("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "neither");
        refuse("", "PEM");
    }

    @Test
    void knowsNoKeysOfATeamThatIsNotThere() {
        administrator()
                .body(Map.of("publicKeyPem", TestKeys.pem(TestKeys.ec().getPublic())))
                .post("/api/teams/missing/keys")
                .then()
                .statusCode(404)
                .body("code", equalTo("team_missing"));
        administrator().get("/api/teams/missing/keys").then().statusCode(404);
    }

    @Test
    void sendsTheServicesThePlatformsOwnKey() throws IOException {
        String pem =
                Files.readString(ConfigProvider.getConfig().getValue("millrace.platform.public-key-file", Path.class));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.ACCESS_KEYS,
                                AccessKeyChanged.class,
                                key -> key.team().isEmpty() && key.active()))
                        .isNotEmpty()
                        .allSatisfy(key -> {
                            assertThat(key.publicKeyPem().strip()).isEqualTo(pem.strip());
                            assertThat(key.team()).isEqualTo(Optional.empty());
                        }));
    }

    private void create() {
        administrator().body(Map.of("slug", team)).post("/api/teams").then().statusCode(201);
    }

    private String register(PublicKey key, int status) {
        return administrator()
                .body(Map.of("name", "laptop", "publicKeyPem", TestKeys.pem(key)))
                .post("/api/teams/" + team + "/keys")
                .then()
                .statusCode(status)
                .extract()
                .path("id");
    }

    private void refuse(String pem, String reason) {
        administrator()
                .body(Map.of("name", "laptop", "publicKeyPem", pem))
                .post("/api/teams/" + team + "/keys")
                .then()
                .statusCode(400)
                .body("error", containsString(reason))
                .body("code", equalTo("key_invalid"));
    }

    private static AccessKeyChanged awaitReported(String keyId, boolean active) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> TestEvents.all(
                                Topic.ACCESS_KEYS,
                                AccessKeyChanged.class,
                                key -> key.keyId().equals(keyId) && key.active() == active),
                        reported -> !reported.isEmpty())
                .getFirst();
    }
}
