package dev.millrace.gateway.connection;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.events.Topic;
import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.events.access.ForgeConnectionChanged.SealedSecret;
import dev.millrace.forge.connection.SecretContext;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class ConnectionResourceIT {

    private static final String KEY = TestKeys.pem(TestKeys.rsa().getPrivate());

    private final String appId = String.valueOf(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));

    @Inject
    SecretBox secretBox;

    @Test
    void connectsAnAppAndPublishesItsSecretsAsCiphertextOnly() {
        String id = administrator()
                .body(newApp("ghe.example.org"))
                .post("/api/connections")
                .then()
                .statusCode(201)
                .header("Location", containsString("/api/connections/connection-"))
                .body("forge", equalTo("github"))
                .body("apiUrl", equalTo("https://ghe.example.org/api/v3"))
                .body("webUrl", equalTo("https://ghe.example.org"))
                .body("webhookPath", equalTo("/webhooks/github"))
                .body("secrets.purpose", hasItem("app-key"))
                .extract()
                .path("id");
        String generated = administrator()
                .post("/api/connections/" + id + "/secrets")
                .then()
                .statusCode(400)
                .extract()
                .path("error");
        assertThat(generated).contains("purpose must be one of");

        ForgeConnectionChanged published = awaitPublished(id, 2, true);

        assertThat(published.instance()).isEqualTo("ghe.example.org");
        assertThat(published.app().orElseThrow().id()).isEqualTo(appId);
        assertThat(open(published, Purpose.APP_KEY)).containsExactly(KEY);
        assertThat(open(published, Purpose.WEBHOOK).getFirst()).hasSize(43);
        assertThat(published.toString())
                .doesNotContain(open(published, Purpose.WEBHOOK).getFirst());
    }

    @Test
    void showsAGeneratedSecretOnceAndNoOtherSecretEver() {
        var created = administrator()
                .body(newApp("github.com"))
                .post("/api/connections")
                .then()
                .statusCode(201)
                .body("secrets.find { it.purpose == 'webhook' }.value", notNullValue())
                .body("secrets.find { it.purpose == 'app-key' }.value", nullValue())
                .body(not(containsString("PRIVATE KEY")))
                .extract();

        administrator()
                .get("/api/connections/" + created.path("id"))
                .then()
                .statusCode(200)
                .body("secrets.value", hasSize(2))
                .body("secrets.find { it.purpose == 'webhook' }.value", nullValue());
        administrator().get("/api/connections").then().body("id", hasItem((String) created.path("id")));
    }

    @Test
    void rotatesASecretWithoutAnInterruption() {
        String id = create(newApp("github.com"));
        String added = administrator()
                .body(Map.of("purpose", "webhook"))
                .post("/api/connections/" + id + "/secrets")
                .then()
                .statusCode(201)
                .body("value", notNullValue())
                .extract()
                .path("value");

        List<String> both = open(awaitPublished(id, 3, true), Purpose.WEBHOOK);
        assertThat(both).hasSize(2).first().isEqualTo(added);

        String old = administrator()
                .get("/api/connections/" + id)
                .then()
                .extract()
                .path("secrets.findAll { it.purpose == 'webhook' }.id[1]");
        administrator()
                .delete("/api/connections/" + id + "/secrets/" + old)
                .then()
                .statusCode(204);

        assertThat(open(awaitPublished(id, 2, true), Purpose.WEBHOOK)).containsExactly(added);
        administrator()
                .delete("/api/connections/" + id + "/secrets/" + old)
                .then()
                .statusCode(404)
                .body("code", equalTo("secret_missing"));
    }

    @Test
    void keepsTheLastSecretOfAPurposeAndLimitsTheirNumber() {
        String id = create(newApp("github.com"));
        String last = administrator()
                .get("/api/connections/" + id)
                .then()
                .extract()
                .path("secrets.find { it.purpose == 'webhook' }.id");
        administrator()
                .delete("/api/connections/" + id + "/secrets/" + last)
                .then()
                .statusCode(409)
                .body("code", equalTo("secret_needed"));

        for (int more = 0; more < 4; more++) {
            administrator()
                    .body(Map.of("purpose", "webhook"))
                    .post("/api/connections/" + id + "/secrets")
                    .then()
                    .statusCode(201);
        }
        administrator()
                .body(Map.of("purpose", "webhook"))
                .post("/api/connections/" + id + "/secrets")
                .then()
                .statusCode(409)
                .body("code", equalTo("secrets_exhausted"));
    }

    @Test
    void removesAConnectionWithItsSecrets() {
        String id = create(newApp("github.com"));

        administrator().delete("/api/connections/" + id).then().statusCode(204);

        assertThat(awaitPublished(id, 0, false).secrets()).isEmpty();
        administrator().get("/api/connections/" + id).then().statusCode(404);
        administrator().delete("/api/connections/" + id).then().statusCode(404);
        // the App can be connected again
        create(newApp("github.com"));
    }

    @Test
    void connectsAnAppOnce() {
        create(newApp("github.com"));

        administrator()
                .body(newApp("github.com"))
                .post("/api/connections")
                .then()
                .statusCode(409)
                .body("code", equalTo("app_connected"));
        // the numbers of Apps are unique at one host only
        create(newApp("ghe.example.org"));
    }

    @Test
    void connectsTheForgeOfATeam() {
        String team = "team-" + UUID.randomUUID().toString().substring(0, 8);
        administrator().body(Map.of("slug", team)).post("/api/teams").then().statusCode(201);

        administrator()
                .body(Map.of("forge", "gitlab", "instance", "GitLab.Example.org", "team", team))
                .post("/api/connections")
                .then()
                .statusCode(201)
                .body("instance", equalTo("gitlab.example.org"))
                .body("webhookPath", equalTo("/webhooks/" + team + "/gitlab"));
        create(newApp("ghe-of-all.example.org"));
        administrator()
                .body(Map.of("forge", "gitea", "instance", "ghe-of-all.example.org", "team", team))
                .post("/api/connections")
                .then()
                .statusCode(409)
                .body("code", equalTo("host_connected"));
        administrator()
                .body(Map.of("forge", "gitlab", "team", "missing"))
                .post("/api/connections")
                .then()
                .statusCode(404)
                .body("code", equalTo("team_missing"));
    }

    @Test
    void reportsWhatIsWrongWithoutQuotingSecrets() {
        administrator()
                .body(Map.of("forge", "github", "app", Map.of("id", appId, "privateKey", "hunter2")))
                .post("/api/connections")
                .then()
                .statusCode(400)
                .body("error", equalTo("the private key of the App is not an RSA key in PEM"));
        administrator()
                .body(Map.of("forge", "cvs"))
                .post("/api/connections")
                .then()
                .statusCode(400)
                .body("error", containsString("forge must be one of github, gitlab"));
        administrator()
                .body(Map.of("forge", "github", "team", "acme"))
                .post("/api/connections")
                .then()
                .statusCode(400)
                .body("error", containsString("app is missing"));
        administrator().body("{").post("/api/connections").then().statusCode(400);
    }

    @Test
    void letsOnlyTheAdministratorIn() {
        given().get("/api/connections").then().statusCode(401);
        given().delete("/api/connections/x").then().statusCode(401);
        given().contentType("application/json")
                .body(newApp("github.com"))
                .post("/api/connections")
                .then()
                .statusCode(401);
        given().contentType("application/json")
                .body(Map.of("purpose", "webhook"))
                .post("/api/connections/x/secrets")
                .then()
                .statusCode(401);
    }

    private Map<String, Object> newApp(String instance) {
        return Map.of("forge", "github", "instance", instance, "app", Map.of("id", appId, "privateKey", KEY));
    }

    private static String create(Map<String, Object> body) {
        return administrator()
                .body(body)
                .post("/api/connections")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private List<String> open(ForgeConnectionChanged connection, Purpose purpose) {
        return connection.secrets().stream()
                .filter(secret -> secret.purpose() == purpose)
                .map(this::open)
                .toList();
    }

    private String open(SealedSecret secret) {
        byte[] sealed = Base64.getDecoder().decode(secret.sealed());
        return new String(secretBox.open(sealed, SecretContext.of(secret.id())), StandardCharsets.UTF_8);
    }

    private static ForgeConnectionChanged awaitPublished(String id, int secrets, boolean active) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> TestEvents.all(
                                Topic.ACCESS_CONNECTIONS,
                                ForgeConnectionChanged.class,
                                changed -> changed.connectionId().equals(id)),
                        all -> !all.isEmpty()
                                && all.getLast().secrets().size() == secrets
                                && all.getLast().active() == active)
                .getLast();
    }
}
