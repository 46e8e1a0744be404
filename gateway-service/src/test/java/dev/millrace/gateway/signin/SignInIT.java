package dev.millrace.gateway.signin;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.AuthorizationRevoked;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.Browser;
import dev.millrace.gateway.FakeGitHub;
import dev.millrace.gateway.FakeGitHub.Person;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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
class SignInIT {

    private static final String SESSION = "millrace-session";

    @Inject
    DataSource dataSource;

    private FakeGitHub gitHub;
    private String team;
    private Person account;

    @BeforeEach
    void start() {
        gitHub = new FakeGitHub();
        team = TestPeople.team();
        account = gitHub.person("ann");
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void signsInTheUserWhoseAccountItIs() {
        String user = userWith(account);
        var browser = new Browser();

        browser.get(gitHub.authorize(browser.signIn(gitHub), account))
                .statusCode(303)
                .header("Location", containsString("http://localhost:8080/"))
                .header("Cache-Control", equalTo("no-store"))
                .cookie(SESSION, containsString("mrs_"));

        browser.get("/api/session")
                .statusCode(200)
                .body("user", equalTo(user))
                .body("team", equalTo(team))
                .body("role", equalTo("member"));
        administrator()
                .get("/api/audit?limit=20")
                .then()
                .body("action", hasItems("session.begun", "authorization.granted"));
    }

    @Test
    void sendsTheBrowserToTheForgeWithAStateAndAChallenge() {
        new Browser()
                .get("/api/session/github?connection=" + gitHub.connection())
                .statusCode(303)
                .header(
                        "Location",
                        allOf(
                                containsString(gitHub.address() + "/login/oauth/authorize?"),
                                containsString("code_challenge_method=S256"),
                                containsString(
                                        "redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fapi%2Fsession%2Fgithub%2Fcallback")))
                .header(
                        "Set-Cookie",
                        allOf(
                                matchesPattern("millrace-flow-[0-9a-f]{12}=mrf_.*"),
                                containsString("HttpOnly"),
                                containsString("SameSite=Lax"),
                                containsString("Max-Age=600")));
    }

    @Test
    void takesOverTheLoginThatTheForgeReports() {
        String user = userWith(account);

        new Browser().signedIn(gitHub, account.renamed());

        administrator()
                .get("/api/users/" + user)
                .then()
                .body("identities.login", hasItem(account.login() + "-renamed"));
    }

    @Test
    void refusesAnAccountThatBelongsToNoUser() {
        int before = users();
        var browser = new Browser();

        browser.get(gitHub.authorize(browser.signIn(gitHub), account))
                .statusCode(403)
                .body("code", equalTo("account_unknown"))
                .body("error", allOf(containsString(account.login()), containsString(gitHub.instance)));

        assertThat(users()).isEqualTo(before);
        browser.get("/api/session").statusCode(401);
        administrator()
                .get("/api/audit?limit=1")
                .then()
                .body("[0].action", equalTo("session.refused"))
                .body("[0].subject", equalTo(gitHub.instance + ":" + account.id()))
                .body("[0].actor", equalTo(account.login()))
                .body("[0].after", equalTo("account_unknown"));
    }

    @Test
    void endsSeveralFlowsOfOneBrowser() {
        String user = userWith(account);
        var browser = new Browser();
        String first = gitHub.authorize(browser.signIn(gitHub), account);
        String second = gitHub.authorize(browser.signIn(gitHub), account);

        browser.get(first).statusCode(303);
        browser.get(second).statusCode(303);

        browser.get("/api/session").body("user", equalTo(user));
    }

    @Test
    void makesAUserOfAnAccountWithAnInvitation() {
        var browser = new Browser();

        browser.get(gitHub.authorize(browser.signIn(gitHub, invitation("maintainer")), account))
                .statusCode(303);

        browser.get("/api/session")
                .body("team", equalTo(team))
                .body("role", equalTo("maintainer"))
                .body("name", equalTo(account.login()));
        browser.get("/api/user")
                .body("identities", hasSize(1))
                .body("identities[0].instance", equalTo(gitHub.instance))
                .body("identities[0].accountId", equalTo(Long.toString(account.id())))
                .body("identities[0].login", equalTo(account.login()));
    }

    @Test
    void acceptsAnInvitationOnce() {
        String invitation = invitation("member");
        var first = new Browser();
        var second = new Browser();
        first.get(gitHub.authorize(first.signIn(gitHub, invitation), account)).statusCode(303);
        int before = users();

        second.get(gitHub.authorize(second.signIn(gitHub, invitation), gitHub.person("ben")))
                .statusCode(404)
                .body("code", equalTo("invitation_missing"));

        assertThat(users()).isEqualTo(before);
    }

    @Test
    void acceptsAStateOnce() {
        userWith(account);
        var browser = new Browser();
        String callback = gitHub.authorize(browser.signIn(gitHub), account);
        browser.get(callback).statusCode(303);

        browser.get(callback).statusCode(400).body("code", equalTo("state_invalid"));
    }

    @Test
    void acceptsAStateInTheBrowserThatHasBegunOnly() {
        userWith(account);
        var browser = new Browser();
        var other = new Browser();
        other.signIn(gitHub);
        String callback = gitHub.authorize(browser.signIn(gitHub), account);

        other.get(callback).statusCode(400).body("code", equalTo("state_invalid"));
        new Browser().get(callback).statusCode(400).body("code", equalTo("state_invalid"));

        browser.get(callback).statusCode(303);
    }

    @Test
    void acceptsAStateForTenMinutes() throws SQLException {
        userWith(account);
        var browser = new Browser();
        String callback = gitHub.authorize(browser.signIn(gitHub), account);
        execute("update gateway.browser_flow set expires_at = expires_at - interval '10 minutes'");

        browser.get(callback).statusCode(400).body("code", equalTo("state_invalid"));
    }

    @Test
    void reportsThatThePersonHasDeclined() {
        var browser = new Browser();
        String page = browser.signIn(gitHub);
        String state = page.replaceAll(".*[?&]state=([A-Za-z0-9]+).*", "$1");

        browser.get("/api/session/github/callback?error=access_denied&state=" + state)
                .statusCode(403)
                .body("code", equalTo("authorization_denied"))
                .body("error", containsString("access_denied"));
    }

    @Test
    void reportsACodeThatTheForgeDoesNotAccept() {
        var browser = new Browser();
        String callback = gitHub.authorize(browser.signIn(gitHub), account).replaceAll("code=[^&]+", "code=guessed");

        browser.get(callback)
                .statusCode(400)
                .body("code", equalTo("code_rejected"))
                .body("error", allOf(containsString("bad_verification_code"), not(containsString("guessed"))));
    }

    @Test
    void linksAnAccountToTheUserWhoIsSignedIn() {
        var person = TestPeople.join(team, "member");
        var browser = new Browser().withToken(person.token());

        browser.get(gitHub.authorize(browser.link(gitHub), account)).statusCode(303);

        browser.get("/api/user").body("id", equalTo(person.id())).body("identities.login", hasItem(account.login()));
        new Browser().signedIn(gitHub, account).get("/api/session").body("user", equalTo(person.id()));
    }

    @Test
    void linksNoAccountOfAnotherUser() {
        userWith(account);
        var browser = new Browser().withToken(TestPeople.join(team, "member").token());

        browser.get(gitHub.authorize(browser.link(gitHub), account))
                .statusCode(409)
                .body("code", equalTo("identity_taken"));

        browser.get("/api/user").body("identities", hasSize(0));
    }

    @Test
    void linksOneAccountOfAForgeToAUser() {
        userWith(account);
        var browser = new Browser().signedIn(gitHub, account);

        browser.get(gitHub.authorize(browser.link(gitHub), gitHub.person("another")))
                .statusCode(409)
                .body("code", equalTo("identity_exists"));
    }

    @Test
    void linksNothingAfterTheSessionHasEnded() {
        var browser = new Browser().withToken(TestPeople.join(team, "member").token());
        String callback = gitHub.authorize(browser.link(gitHub), account);
        browser.request().delete("/api/session").then().statusCode(204);

        browser.get(callback).statusCode(403).body("code", equalTo("other_user"));
    }

    @Test
    void storesTokensAsCiphertextAndDeletesThemWithTheLink() throws SQLException {
        userWith(account);
        new Browser().signedIn(gitHub, account);
        assertThat(count("true")).isEqualTo(1);
        for (String token : gitHub.issued) {
            assertThat(count("position(convert_to('%s', 'UTF8') in access_sealed) > 0".formatted(token)))
                    .isZero();
            assertThat(count("position(convert_to('%s', 'UTF8') in refresh_sealed) > 0".formatted(token)))
                    .isZero();
        }

        new Browser()
                .signedIn(gitHub, account)
                .request()
                .delete("/api/user/identities/%s/%d".formatted(gitHub.instance, account.id()))
                .then()
                .statusCode(204);

        assertThat(count("true")).isZero();
    }

    @Test
    void deletesTokensWhenTheAuthorizationIsWithdrawn() throws SQLException {
        userWith(account);
        new Browser().signedIn(gitHub, account);
        Instant granted = Instant.now();

        revoke(granted.minus(Duration.ofHours(1)));
        revoke(granted.plusSeconds(1));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(count("true")).isZero());
    }

    @Test
    void keepsTokensThatWereGrantedAfterAWithdrawal() throws SQLException {
        userWith(account);
        new Browser().signedIn(gitHub, account);
        Person other = gitHub.person("marker");
        userWith(other);
        new Browser().signedIn(gitHub, other);

        revoke(Instant.now().minus(Duration.ofHours(1)));
        TestEvents.publish(revoked(other, Instant.now().plusSeconds(1)));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(countOf(other)).isZero());
        assertThat(countOf(account)).isEqualTo(1);
    }

    @Test
    void endsWithTheConnection() {
        var browser = new Browser();
        String callback = gitHub.authorize(browser.signIn(gitHub), account);
        gitHub.close();
        gitHub = new FakeGitHub();

        browser.get(callback).statusCode(502).body("code", equalTo("client_rejected"));
    }

    private void revoke(Instant at) {
        TestEvents.publish(revoked(account, at));
    }

    private AuthorizationRevoked revoked(Person person, Instant at) {
        return new AuthorizationRevoked(
                UUID.randomUUID(),
                gitHub.instance,
                new Actor(Long.toString(person.id()), person.login(), Actor.Kind.USER),
                at);
    }

    /** A member of the team who has this account; returns the id of the user. */
    private String userWith(Person person) {
        String user = TestPeople.join(team, "member").id();
        administrator()
                .body(Map.of("login", person.login()))
                .put("/api/users/%s/identities/%s/%d".formatted(user, gitHub.instance, person.id()))
                .then()
                .statusCode(200);
        return user;
    }

    private String invitation(String role) {
        return administrator()
                .body(Map.of("role", role))
                .post("/api/teams/" + team + "/invitations")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
    }

    private int users() {
        return number("select count(*) from gateway.app_user");
    }

    private int countOf(Person person) {
        return count("account_id = '%d'".formatted(person.id()));
    }

    private int count(String condition) {
        return number("select count(*) from gateway.user_token where instance = '%s' and %s"
                .formatted(gitHub.instance, condition));
    }

    private int number(String query) {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
