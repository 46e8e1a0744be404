package dev.millrace.forge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.http.Fault;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubSiteTest {

    private static final URI CALLBACK = URI.create("https://millrace.example/callback");
    private static final String TOKEN_PATH = "/login/oauth/access_token";

    @TempDir
    Path directory;

    private FakeGitHub gitHub;
    private GitHubSite site;

    @BeforeEach
    void start() throws Exception {
        gitHub = new FakeGitHub(directory);
        site = gitHub.site();
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void asksAPersonWithStateAndChallenge() {
        assertThat(site.authorizePage("Iv23", CALLBACK, "a state", "challenge"))
                .isEqualTo(URI.create(gitHub.server.baseUrl()
                        + "/login/oauth/authorize?client_id=Iv23&redirect_uri=https%3A%2F%2Fmillrace.example%2Fcallback"
                        + "&state=a+state&code_challenge=challenge&code_challenge_method=S256"));
    }

    @Test
    void knowsWhereAppsAreInstalledAndRegistered() {
        var gitHubCom = new GitHubSite(
                ForgeHost.gitHub("github.com"), Duration.ofSeconds(1), gitHub.clock, tls(), gitHub.traffic);

        assertThat(gitHubCom.installPage("millrace", Optional.of("s")))
                .isEqualTo(URI.create("https://github.com/apps/millrace/installations/new?state=s"));
        assertThat(site.installPage("millrace", Optional.empty()))
                .isEqualTo(URI.create(gitHub.server.baseUrl() + "/github-apps/millrace/installations/new"));
        assertThat(gitHubCom.registerPage(Optional.of("acme"), "s"))
                .isEqualTo(URI.create("https://github.com/organizations/acme/settings/apps/new?state=s"));
        assertThat(gitHubCom.registerPage(Optional.empty(), "s"))
                .isEqualTo(URI.create("https://github.com/settings/apps/new?state=s"));
    }

    @Test
    void exchangesACodeForTokensOfAnyLength() {
        String token = "ghu_" + "x".repeat(400);
        answer(TOKEN_PATH, 200, """
                {"access_token": "%s", "expires_in": 28800, "refresh_token": "ghr_1",
                 "refresh_token_expires_in": 15897600, "scope": "", "token_type": "bearer"}
                """.formatted(token));

        OAuthGrant grant = site.exchange("Iv23", "client secret", "the-code", CALLBACK, "the-verifier");

        assertThat(grant)
                .isEqualTo(new OAuthGrant.Granted(
                        token,
                        Optional.of(FakeGitHub.NOW.plusSeconds(28_800)),
                        Optional.of("ghr_1"),
                        Optional.of(FakeGitHub.NOW.plusSeconds(15_897_600))));
        assertThat(grant.toString()).doesNotContain("ghu_", "ghr_");
        gitHub.server.verify(postRequestedFor(urlEqualTo(TOKEN_PATH))
                .withHeader("Accept", equalTo("application/json"))
                .withHeader("Content-Type", equalTo("application/x-www-form-urlencoded"))
                .withHeader("Authorization", absent())
                .withFormParam("client_id", equalTo("Iv23"))
                .withFormParam("client_secret", equalTo("client secret"))
                .withFormParam("code", equalTo("the-code"))
                .withFormParam("code_verifier", equalTo("the-verifier"))
                .withFormParam("redirect_uri", equalTo(CALLBACK.toString())));
    }

    @Test
    void acceptsTokensThatDoNotExpire() {
        answer(TOKEN_PATH, 200, "{\"access_token\": \"ghu_1\", \"token_type\": \"bearer\"}");

        assertThat(site.exchange("Iv23", "secret", "code", CALLBACK, "verifier"))
                .isEqualTo(new OAuthGrant.Granted("ghu_1", Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void readsARefusalThatHasTheStatusOfASuccess() {
        answer(TOKEN_PATH, 200, """
                {"error": "bad_verification_code", "error_description": "The code passed is incorrect or expired."}
                """);

        assertThat(site.exchange("Iv23", "secret", "code", CALLBACK, "verifier"))
                .isEqualTo(new OAuthGrant.Refused("bad_verification_code", "The code passed is incorrect or expired."));
    }

    @Test
    void refreshesWithTheGrantTypeOfRefreshes() {
        answer(TOKEN_PATH, 200, "{\"error\": \"bad_refresh_token\"}");

        assertThat(site.refresh("Iv23", "secret", "ghr_1")).isEqualTo(new OAuthGrant.Refused("bad_refresh_token", ""));
        gitHub.server.verify(postRequestedFor(urlEqualTo(TOKEN_PATH))
                .withFormParam("grant_type", equalTo("refresh_token"))
                .withFormParam("refresh_token", equalTo("ghr_1")));
    }

    @Test
    void quotesNoSecretInFailures() {
        answer(TOKEN_PATH, 500, "{\"message\": \"ghr_secret-one my-client-secret\"}");
        assertThatThrownBy(() -> site.refresh("Iv23", "my-client-secret", "ghr_secret-one"))
                .hasMessageContaining("500")
                .hasMessageNotContaining("ghr_secret-one")
                .hasMessageNotContaining("my-client-secret");

        answer(TOKEN_PATH, 200, "no JSON: ghu_fresh-token");
        assertThatThrownBy(() -> site.refresh("Iv23", "my-client-secret", "ghr_secret-one"))
                .hasNoCause()
                .hasMessageNotContaining("ghu_fresh-token");

        answer("/app-manifests/code-of-app/conversions", 404, "{\"message\": \"Not Found: code-of-app\"}");
        assertThatThrownBy(() -> site.convert("code-of-app"))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.NOT_FOUND))
                .hasMessageNotContaining("code-of-app");
    }

    @Test
    void doesNotKnowWhetherALostRefreshHasHappened() {
        gitHub.server.stubFor(post(anyUrl()).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));

        assertThatThrownBy(() -> site.refresh("Iv23", "secret", "ghr_1"))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.AMBIGUOUS));
    }

    @Test
    void readsThePersonWhoseTokenItIs() {
        gitHub.server.stubFor(
                get(urlEqualTo("/user"))
                        .willReturn(
                                aResponse()
                                        .withBody(
                                                "{\"id\": 9007199254740993, \"login\": \"ann\", \"type\": \"User\", \"name\": \"Ann\"}")));

        assertThat(site.person("ghu_1"))
                .isEqualTo(new ForgeAccount("9007199254740993", "ann", "User", Optional.of("Ann")));
        gitHub.server.verify(getRequestedFor(urlEqualTo("/user")).withHeader("Authorization", equalTo("Bearer ghu_1")));
    }

    @Test
    void readsAllPagesOfInstallations() {
        String second = gitHub.server.baseUrl() + "/user/installations?per_page=100&page=2";
        gitHub.server.stubFor(get(urlEqualTo("/user/installations?per_page=100"))
                .willReturn(aResponse()
                        .withHeader("Link", "<" + second + ">; rel=\"next\"")
                        .withBody("""
                        {"total_count": 2, "installations": [
                          {"id": 1, "app_id": 7, "account": {"id": 11, "login": "acme", "type": "Organization"},
                           "repository_selection": "selected", "permissions": {"checks": "write"},
                           "suspended_at": "2026-11-01T10:00:00Z"}]}
                        """)));
        gitHub.server.stubFor(get(urlEqualTo("/user/installations?per_page=100&page=2"))
                .willReturn(aResponse().withBody("""
                {"total_count": 2, "installations": [
                  {"id": 2, "app_id": 7, "account": {"id": 12, "slug": "big", "name": "Big"},
                   "repository_selection": "all", "permissions": {}, "suspended_at": null}]}
                """)));

        assertThat(site.installations("ghu_1"))
                .containsExactly(
                        new VisibleInstallation(
                                "1",
                                "7",
                                new ForgeAccount("11", "acme", "Organization", Optional.empty()),
                                "selected",
                                Map.of("checks", "write"),
                                Optional.of(Instant.parse("2026-11-01T10:00:00Z"))),
                        new VisibleInstallation(
                                "2",
                                "7",
                                new ForgeAccount("12", "big", "Enterprise", Optional.of("Big")),
                                "all",
                                Map.of(),
                                Optional.empty()));
    }

    @Test
    void knowsOwnersOfOrganizations() {
        membership("active", "admin");
        assertThat(site.membership("ghu_1", "acme"))
                .hasValueSatisfying(
                        membership -> assertThat(membership.isOwner()).isTrue());
        membership("pending", "admin");
        assertThat(site.membership("ghu_1", "acme"))
                .hasValueSatisfying(
                        membership -> assertThat(membership.isOwner()).isFalse());
        membership("active", "member");
        assertThat(site.membership("ghu_1", "acme"))
                .hasValueSatisfying(
                        membership -> assertThat(membership.isOwner()).isFalse());
        gitHub.server.stubFor(get(urlEqualTo("/user/memberships/orgs/acme"))
                .willReturn(aResponse().withStatus(403).withBody("{\"message\": \"hidden\"}")));
        assertThat(site.membership("ghu_1", "acme")).isEmpty();
    }

    @Test
    void convertsAManifestWithoutCredentials() {
        answer("/app-manifests/c1/conversions", 201, """
                {"id": 7, "slug": "millrace", "client_id": "Iv23", "client_secret": "s1", "webhook_secret": null,
                 "pem": "-----BEGIN"}
                """);

        RegisteredApp app = site.convert("c1");

        assertThat(app).isEqualTo(new RegisteredApp("7", "millrace", "Iv23", "s1", Optional.empty(), "-----BEGIN"));
        assertThat(app.toString()).doesNotContain("s1", "BEGIN");
        gitHub.server.verify(
                postRequestedFor(urlEqualTo("/app-manifests/c1/conversions")).withHeader("Authorization", absent()));
    }

    private void membership(String state, String role) {
        gitHub.server.stubFor(get(urlEqualTo("/user/memberships/orgs/acme"))
                .willReturn(aResponse()
                        .withBody(
                                "{\"state\": \"%s\", \"role\": \"%s\", \"organization\": {\"id\": 11, \"login\": \"acme\"}}"
                                        .formatted(state, role))));
    }

    private void answer(String path, int status, String body) {
        gitHub.server.stubFor(
                post(urlEqualTo(path)).willReturn(aResponse().withStatus(status).withBody(body)));
    }

    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
