package dev.millrace.gateway.manifest;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.events.Topic;
import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.connection.SecretContext;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeGitHub;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class ManifestIT {

    @Inject
    SecretBox secretBox;

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
    void describesTheAppThatIsToBeRegistered() {
        JsonPath form = begin(Map.of("organization", "acme", "name", "Mill", "workflows", true));

        assertThat(form.getString("action"))
                .isEqualTo(gitHub.address() + "/organizations/acme/settings/apps/new?state=" + form.getString("state"));
        var manifest = JsonPath.from(form.getString("manifest"));
        assertThat(manifest.getString("name")).isEqualTo("Mill");
        assertThat(manifest.getString("hook_attributes.url")).isEqualTo("http://localhost:8080/webhooks/github");
        assertThat(manifest.getBoolean("hook_attributes.active")).isTrue();
        assertThat(manifest.getList("callback_urls"))
                .containsExactly("http://localhost:8080/api/session/github/callback");
        assertThat(manifest.getString("setup_url")).isEqualTo("http://localhost:8080/api/session/github/setup");
        assertThat(manifest.getString("redirect_url"))
                .isEqualTo("http://localhost:8080/api/connections/manifest/callback");
        assertThat(manifest.getBoolean("public")).isTrue();
        assertThat(manifest.getString("default_permissions.workflows")).isEqualTo("write");
        assertThat(manifest.getString("default_permissions.members")).isEqualTo("read");
        assertThat(manifest.getList("default_events", String.class)).contains("push", "pull_request", "merge_group");
    }

    @Test
    void asksForWorkflowsOnlyIfThatIsWanted() {
        var manifest = JsonPath.from(begin(Map.of()).getString("manifest"));

        assertThat(manifest.<String, String>getMap("default_permissions"))
                .containsKeys("checks", "contents")
                .doesNotContainKeys("workflows", "administration");
    }

    @Test
    void showsAPageWhoseFormMayBePostedToTheForgeOnly() {
        administrator()
                .queryParam("instance", gitHub.instance)
                .queryParam("apiUrl", gitHub.address())
                .queryParam("webUrl", gitHub.address())
                .get("/api/connections/manifest")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Cache-Control", equalTo("no-store"))
                .header("Content-Security-Policy", containsString("form-action " + gitHub.address() + ";"))
                .body(containsString("action=\"" + gitHub.address() + "/settings/apps/new?state="))
                .body(containsString("&quot;redirect_url&quot;"));
    }

    @Test
    void connectsTheAppAndContinuesWhereItIsInstalled() {
        JsonPath form = begin(Map.of());

        String connection = finish(gitHub.register(form.getString("action"), form.getString("manifest")))
                .statusCode(303)
                .header("Location", startsWith(gitHub.address() + "/github-apps/slug-"))
                .header("Location", containsString("/installations/new"))
                .extract()
                .header("X-Millrace-Connection");

        administrator()
                .get("/api/connections/" + connection)
                .then()
                .statusCode(200)
                .body("instance", equalTo(gitHub.instance))
                .body("appSlug", startsWith("slug-"))
                .body("clientId", startsWith("Iv23-slug-"))
                .body("secrets.purpose", hasItem("app-key"))
                .body("secrets.purpose", hasItem("oauth-client"))
                .body("secrets.purpose", hasItem("webhook"))
                .body("secrets.value", not(hasItem(notNullValue())))
                .body("appId", notNullValue());
        ForgeConnectionChanged published = published(connection);
        String slug = published.app().orElseThrow().slug().orElseThrow();
        assertThat(open(published, Purpose.APP_KEY)).singleElement().asString().contains("PRIVATE KEY");
        assertThat(open(published, Purpose.OAUTH_CLIENT)).containsExactly("secret-of-" + slug);
        assertThat(open(published, Purpose.WEBHOOK)).containsExactly("webhook-of-" + slug);
        administrator()
                .get("/api/audit?limit=10")
                .then()
                .body("find { it.action == 'connection.created' }.subject", equalTo(connection));
        administrator().delete("/api/connections/" + connection).then().statusCode(204);
    }

    @Test
    void acceptsAStateOnce() {
        JsonPath form = begin(Map.of());
        String callback = gitHub.register(form.getString("action"), form.getString("manifest"));
        String connection = finish(callback).statusCode(303).extract().header("X-Millrace-Connection");

        finish(callback).statusCode(400).body("code", equalTo("state_invalid"));
        finish(gitHub.register(form.getString("action"), form.getString("manifest")))
                .statusCode(400)
                .body("code", equalTo("state_invalid"));

        administrator().delete("/api/connections/" + connection).then().statusCode(204);
    }

    @Test
    void acceptsAStateForAnHour() throws SQLException {
        JsonPath form = begin(Map.of());
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("update gateway.app_manifest set expires_at = expires_at - interval '1 hour'");
        }

        finish(gitHub.register(form.getString("action"), form.getString("manifest")))
                .statusCode(400)
                .body("code", equalTo("state_invalid"));
    }

    @Test
    void losesNothingWhenTheForgeFails() {
        JsonPath form = begin(Map.of());
        String callback = gitHub.register(form.getString("action"), form.getString("manifest"));
        String guessed = callback.replaceAll("code=[^&]+", "code=guessed-code");
        String code = callback.replaceAll(".*code=([^&]+).*", "$1");

        gitHub.conversionStatus = 500;
        finish(callback)
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("forge_unavailable"))
                .body("error", not(containsString(code)));
        gitHub.conversionStatus = 422;
        finish(callback).statusCode(400).body("code", equalTo("code_rejected"));
        gitHub.conversionStatus = 201;
        finish(guessed)
                .statusCode(400)
                .body("code", equalTo("code_rejected"))
                .body("error", allOf(containsString("404"), not(containsString("guessed-code"))));

        String connection = finish(callback).statusCode(303).extract().header("X-Millrace-Connection");
        administrator().delete("/api/connections/" + connection).then().statusCode(204);
    }

    @Test
    void beginsForAdministratorsWithValidRequestsOnly() {
        TestPeople.join(TestPeople.team(), "owner")
                .request()
                .body("{}")
                .post("/api/connections/manifest")
                .then()
                .statusCode(403);
        request(Map.of("organization", "no/organization"))
                .statusCode(400)
                .body("code", equalTo("connection_invalid"))
                .body("error", containsString("no/organization"));
        request(Map.of("name", "n".repeat(35))).statusCode(400).body("error", containsString("34"));
        request(Map.of("team", "no-such-team")).statusCode(404).body("code", equalTo("team_missing"));
        finish("/api/connections/manifest/callback?state=guessed&code=guessed")
                .statusCode(400)
                .body("code", equalTo("state_invalid"));
    }

    private JsonPath begin(Map<String, ?> more) {
        return request(more).statusCode(200).extract().jsonPath();
    }

    private ValidatableResponse request(Map<String, ?> more) {
        var body = new HashMap<String, Object>(
                Map.of("instance", gitHub.instance, "apiUrl", gitHub.address(), "webUrl", gitHub.address()));
        body.putAll(more);
        return administrator().body(body).post("/api/connections/manifest").then();
    }

    private static ValidatableResponse finish(String callback) {
        return given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .get(callback)
                .then();
    }

    private static ForgeConnectionChanged published(String id) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(all(id)).isNotEmpty());
        return all(id).getFirst();
    }

    private static List<ForgeConnectionChanged> all(String id) {
        return TestEvents.all(
                Topic.ACCESS_CONNECTIONS,
                ForgeConnectionChanged.class,
                changed -> changed.connectionId().equals(id));
    }

    private List<String> open(ForgeConnectionChanged changed, Purpose purpose) {
        return changed.secrets().stream()
                .filter(secret -> secret.purpose() == purpose)
                .map(secret ->
                        secretBox.open(Base64.getDecoder().decode(secret.sealed()), SecretContext.of(secret.id())))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }
}
