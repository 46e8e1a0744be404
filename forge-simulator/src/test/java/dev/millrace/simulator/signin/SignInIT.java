package dev.millrace.simulator.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.simulator.Forge;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SignInIT {

    private static final String CALLBACK = "http://localhost:8080/api/session/github/callback";
    private static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789";

    private final Forge forge = new Forge();
    private String clientId;
    private String clientSecret;

    @BeforeEach
    void readApp() {
        JsonPath app = Forge.call("GET", "/app", Map.of());
        clientId = app.getString("clientId");
        clientSecret = app.getString("clientSecret");
    }

    @Test
    void grantsTokensForACodeOnceAndWithItsVerifierOnly() {
        String code = authorize("ann");
        exchange(Map.of("code", authorize("ann"), "redirect_uri", CALLBACK, "code_verifier", "another"))
                .body("error", equalTo("bad_verification_code"));

        exchange(Map.of("code", code, "redirect_uri", CALLBACK, "code_verifier", VERIFIER))
                .body("access_token", startsWith("ghu_"))
                .body("refresh_token", startsWith("ghr_"))
                .body("expires_in", equalTo(28_800));

        exchange(Map.of("code", code, "redirect_uri", CALLBACK, "code_verifier", VERIFIER))
                .body("error", equalTo("bad_verification_code"));
    }

    @Test
    void acceptsARefreshTokenOnceAndEndsTheAccessToken() {
        JsonPath first = tokens("ann");
        Map<String, String> refresh =
                Map.of("grant_type", "refresh_token", "refresh_token", first.getString("refresh_token"));

        String renewed = exchange(refresh).extract().path("access_token");

        exchange(refresh).body("error", equalTo("bad_refresh_token"));
        given().auth()
                .oauth2(first.getString("access_token"))
                .get("/user")
                .then()
                .statusCode(401);
        given().auth().oauth2(renewed).get("/user").then().statusCode(200).body("login", equalTo("ann"));
    }

    @Test
    void rejectsTheWrongClientWithTheStatusOfASuccess() {
        clientSecret = "wrong";

        exchange(Map.of("code", "any")).body("error", equalTo("incorrect_client_credentials"));
    }

    @Test
    void showsInstallationsOfOrganizationsThatThePersonBelongsTo() {
        forge.repository("web", true);
        long installation = forge.install();
        String token = tokens("eve").getString("access_token");
        installations(token, 0);
        given().auth()
                .oauth2(token)
                .get("/user/memberships/orgs/" + forge.organization())
                .then()
                .statusCode(404);

        Forge.call("PUT", "/organizations/%s/members/eve".formatted(forge.organization()), Map.of("role", "admin"));

        installations(token, 1).body("installations[0].id", equalTo(installation));
        given().auth()
                .oauth2(token)
                .get("/user/memberships/orgs/" + forge.organization())
                .then()
                .statusCode(200)
                .body("role", equalTo("admin"))
                .body("state", equalTo("active"));
        given().auth()
                .oauth2(forge.token("eve"))
                .get("/user/installations")
                .then()
                .statusCode(403);
    }

    @Test
    void endsTokensWhenThePersonWithdrawsTheAuthorization() {
        String token = tokens("zoe").getString("access_token");

        Forge.call("DELETE", "/users/zoe/authorization", Map.of());

        given().auth().oauth2(token).get("/user").then().statusCode(401);
    }

    @Test
    void registersTheAppFromAManifestAndShowsItsSecretsOnce() {
        String manifest = """
                {"name": "Mill", "url": "http://localhost:8080", "redirect_url": "http://localhost:8080/back",
                 "callback_urls": ["%s"], "setup_url": "http://localhost:8080/setup", "hook_attributes": {"url": "http://localhost:1/webhooks/github"}}
                """.formatted(CALLBACK);
        given().contentType(ContentType.URLENC)
                .formParam("manifest", manifest)
                .post("/settings/apps/new?state=s1")
                .then()
                .statusCode(200)
                .contentType(ContentType.HTML)
                .body(containsString("value=\"Mill\""));
        String location = given().redirects()
                .follow(false)
                .contentType(ContentType.URLENC)
                .formParams(Map.of("manifest", manifest, "state", "s1", "name", "My Mill"))
                .post("/settings/apps")
                .then()
                .statusCode(302)
                .header("Location", startsWith("http://localhost:8080/back?code="))
                .header("Location", containsString("state=s1"))
                .extract()
                .header("Location");
        String conversion =
                "/app-manifests/%s/conversions".formatted(query(location).get("code"));

        JsonPath app = given().post(conversion)
                .then()
                .statusCode(201)
                .body("slug", equalTo("my-mill"))
                .body("pem", startsWith("-----BEGIN RSA PRIVATE KEY-----"))
                .extract()
                .jsonPath();

        given().post(conversion).then().statusCode(404);
        JsonPath changed = Forge.call("GET", "/app", Map.of());
        assertThat(changed.getString("clientSecret")).isEqualTo(app.getString("client_secret"));
        assertThat(changed.getString("webhookSecret")).isEqualTo(app.getString("webhook_secret"));
        assertThat(changed.getString("hookUrl")).isEqualTo("http://localhost:1/webhooks/github");
        installsTheApp();
        given().queryParams(Map.of("client_id", clientId, "redirect_uri", "http://localhost:8080/elsewhere"))
                .get("/login/oauth/authorize")
                .then()
                .statusCode(400);
    }

    /** On its page, which sends the person to the setup address of the manifest. */
    private void installsTheApp() {
        Forge.call("POST", "/organizations", Map.of("login", forge.organization()));
        given().get("/github-apps/my-mill/installations/new?state=s2")
                .then()
                .statusCode(200)
                .body(containsString("value=\"s2\""));
        for (String path : new String[] {"/apps/my-mill/installations/new", "/github-apps/my-mill/installations/new"}) {
            given().redirects()
                    .follow(false)
                    .contentType(ContentType.URLENC)
                    .formParams(Map.of("account", forge.organization(), "state", "s2"))
                    .post(path)
                    .then()
                    .statusCode(302)
                    .header("Location", startsWith("http://localhost:8080/setup?installation_id="))
                    .header("Location", containsString("setup_action=install&state=s2"));
        }
        given().get("/apps/another/installations/new").then().statusCode(404);
    }

    private static ValidatableResponse installations(String token, int count) {
        return given().auth()
                .oauth2(token)
                .get("/user/installations")
                .then()
                .statusCode(200)
                .body("total_count", equalTo(count))
                .body("installations", hasSize(count));
    }

    private JsonPath tokens(String login) {
        return exchange(Map.of("code", authorize(login), "redirect_uri", CALLBACK, "code_verifier", VERIFIER))
                .extract()
                .jsonPath();
    }

    /** Shows the page, and agrees to it; returns the code. */
    private String authorize(String login) {
        Map<String, String> fields = Map.of(
                "client_id",
                clientId,
                "redirect_uri",
                CALLBACK,
                "state",
                "s1",
                "code_challenge",
                challenge(),
                "code_challenge_method",
                "S256",
                "login",
                login);
        given().queryParams(fields)
                .get("/login/oauth/authorize")
                .then()
                .statusCode(200)
                .body(containsString("value=\"" + login + "\""));
        String location = given().redirects()
                .follow(false)
                .contentType(ContentType.URLENC)
                .formParams(fields)
                .post("/login/oauth/authorize")
                .then()
                .statusCode(302)
                .extract()
                .header("Location");
        assertThat(query(location)).containsEntry("state", "s1");
        return query(location).get("code");
    }

    private ValidatableResponse exchange(Map<String, String> fields) {
        var all = new HashMap<>(fields);
        all.put("client_id", clientId);
        all.put("client_secret", clientSecret);
        return given().contentType(ContentType.URLENC)
                .accept(ContentType.JSON)
                .formParams(all)
                .post("/login/oauth/access_token")
                .then()
                .statusCode(200);
    }

    private static Map<String, String> query(String location) {
        Map<String, String> fields = new HashMap<>();
        for (String field : location.substring(location.indexOf('?') + 1).split("&", -1)) {
            String[] parts = field.split("=", 2);
            fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static String challenge() {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
