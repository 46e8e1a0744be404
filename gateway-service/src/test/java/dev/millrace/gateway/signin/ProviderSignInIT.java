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
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.Browser;
import dev.millrace.gateway.FakeOpenIdProvider;
import dev.millrace.gateway.FakeOpenIdProvider.Person;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.SignInSettings;
import dev.millrace.gateway.TestPeople;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@TestMethodOrder(OrderAnnotation.class)
@TestProfile(SignInSettings.class)
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class ProviderSignInIT {

    private static final String SESSION = "millrace-session";
    private static final String UNREACHABLE = "unreachable";

    @Inject
    DataSource dataSource;

    private static FakeOpenIdProvider provider;
    private static FakeOpenIdProvider partner;

    private final Browser browser = new Browser();

    @AfterAll
    static void stop() {
        provider.close();
        partner.close();
    }

    @BeforeEach
    void start(TestInfo test) {
        if (test.getTags().contains(UNREACHABLE)) {
            return;
        }
        if (provider == null) {
            provider = SignInSettings.startProvider();
            partner = SignInSettings.startPartner();
            // the gateway remembers for some seconds that it could not reach it
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> browser.get("/api/session/oidc").extract().statusCode() == 303);
        }
        provider.restore();
        partner.restore();
        for (String slug : List.of(SignInSettings.CREW, SignInSettings.TOOLS, SignInSettings.SOLO)) {
            administrator().body(Map.of("slug", slug)).post("/api/teams");
        }
    }

    @Test
    @Order(1)
    @Tag(UNREACHABLE)
    void isReportedAsUnavailableByAGatewayThatStartedWithoutIt() {
        browser.get("/api/session/oidc")
                .statusCode(503)
                .header("Retry-After", equalTo("5"))
                .body("code", equalTo("provider_unavailable"))
                .body("error", allOf(containsString("Acme SSO"), containsString("no connection to localhost")));
    }

    @Test
    void makesAUserOfAPersonWhoseGroupMapsToATeam() {
        Person ann = Person.of("Ann", "crew", "unmapped", "lost");

        signIn(browser, ann)
                .statusCode(303)
                .header("Location", equalTo("http://localhost:8080/"))
                .header("Cache-Control", equalTo("no-store"))
                .cookie(SESSION, containsString("mrs_"));

        browser.get("/api/session")
                .body("name", equalTo("Ann"))
                .body("team", equalTo(SignInSettings.CREW))
                .body("role", equalTo("member"));
        browser.get("/api/user/provider-accounts")
                .body("", hasSize(1))
                .body("[0].issuer", equalTo(provider.issuer()))
                .body("[0].subject", equalTo(ann.subject()));
        administrator()
                .get("/api/audit?limit=4")
                .then()
                .body("action", equalTo(List.of("session.begun", "member.joined", "account.linked", "user.created")))
                .body("[1].actor", equalTo(provider.issuer()));
    }

    @Test
    void sendsTheBrowserToThePageOfTheProvider() {
        assertThat(browser.signInAtProvider())
                .startsWith(provider.issuer() + "/page?")
                .contains("redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fapi%2Fsession%2Foidc%2Fcallback")
                .contains("code_challenge_method=S256")
                .contains("nonce=");
        browser.get("/api/session/oidc/provider").body("name", equalTo("Acme SSO"));
    }

    @Test
    void recognizesAPersonByTheSubjectOnly() {
        Person ann = Person.of("Ann", "crew").with("email", "ann@example.org").with("email_verified", true);
        String user = signedIn(ann);

        assertThat(signedIn(ann.with("name", "Ann Renamed").with("email", "new@example.org")))
                .isEqualTo(user);
        Person other = Person.of("Ann", "crew").with("email", "ann@example.org").with("email_verified", true);
        assertThat(signedIn(other)).isNotEqualTo(user);
    }

    @Test
    void followsTheGroupsWithEachSignIn() {
        Person ann = Person.of("Ann", "crew");
        String user = signedIn(ann);

        signedIn(ann.in("leads"));
        assertThat(role(SignInSettings.CREW, user)).isEqualTo("maintainer");
        assertThat(role(SignInSettings.TOOLS, user)).isEqualTo("viewer");

        signedIn(ann.in("crew"));
        assertThat(role(SignInSettings.CREW, user)).isEqualTo("member");
        assertThat(role(SignInSettings.TOOLS, user)).isNull();

        signIn(browser, ann.in()).statusCode(303);
        browser.get("/api/session").body("user", equalTo(user)).body("team", nullValue());
        assertThat(role(SignInSettings.CREW, user)).isNull();
        administrator()
                .get("/api/audit?limit=10")
                .then()
                .body("action", hasItems("member.changed", "member.removed", "member.joined"));
    }

    @Test
    void leavesWhatAnInvitationGave() {
        Person ann = Person.of("Ann", "leads");
        String user = signedIn(ann);

        signIn(browser, browser.signInAtProvider(invitation(SignInSettings.TOOLS, "maintainer")), ann)
                .statusCode(303);
        assertThat(role(SignInSettings.TOOLS, user)).isEqualTo("maintainer");
        signedIn(ann.in());

        assertThat(role(SignInSettings.TOOLS, user)).isEqualTo("maintainer");
        assertThat(role(SignInSettings.CREW, user)).isNull();
    }

    @Test
    void keepsTheOnlyOwner() {
        Person ann = Person.of("Ann", "solo");
        String user = signedIn(ann);

        signedIn(ann.in());
        assertThat(role(SignInSettings.SOLO, user)).isEqualTo("owner");
        administrator().get("/api/audit?limit=2").then().body("action", hasItem("member.kept"));

        signedIn(Person.of("Ben", "solo"));
        signedIn(ann.in());
        assertThat(role(SignInSettings.SOLO, user)).isNull();
    }

    @Test
    void changesARoleByGroupOnlyUpwards() {
        String user = signedIn(Person.of("Ann", "crew"));
        String path = "/api/teams/%s/members/%s".formatted(SignInSettings.CREW, user);

        administrator()
                .body(Map.of("role", "viewer"))
                .put(path)
                .then()
                .statusCode(409)
                .body("code", equalTo("role_by_group"));
        administrator()
                .body(Map.of("role", "maintainer"))
                .put(path)
                .then()
                .statusCode(200)
                .body("role", equalTo("maintainer"))
                .body("groupRole", equalTo("member"));
    }

    @Test
    void refusesAPersonWithoutGroupAndInvitation() {
        int before = users();
        Person ann = Person.of("Ann", "unmapped", "lost");

        signIn(browser, ann)
                .statusCode(403)
                .body("code", equalTo("person_unknown"))
                .body("error", allOf(containsString("Ann"), containsString("Acme SSO")));

        assertThat(users()).isEqualTo(before);
        browser.get("/api/session").statusCode(401);
        assertRefused(provider.issuer() + " " + ann.subject(), "Ann", "person_unknown");
    }

    @Test
    void acceptsAnInvitationOnce() {
        String team = TestPeople.team();
        String invitation = invitation(team, "maintainer");

        signIn(browser, browser.signInAtProvider(invitation), Person.of("Ann")).statusCode(303);
        browser.get("/api/session").body("team", equalTo(team)).body("role", equalTo("maintainer"));

        var second = new Browser();
        Person ben = Person.of("Ben");
        signIn(second, second.signInAtProvider(invitation), ben)
                .statusCode(404)
                .body("code", equalTo("invitation_missing"));
        assertRefused(provider.issuer() + " " + ben.subject(), "Ben", "invitation_missing");
    }

    @Test
    void acceptsACallbackOnceAndInTheBrowserThatHasBegunOnly() {
        Person ann = Person.of("Ann", "crew");
        String callback = provider.signIn(browser.signInAtProvider(), ann);
        var second = new Browser();
        second.signInAtProvider();

        second.get(callback).statusCode(400).body("code", equalTo("state_invalid"));
        new Browser().get(callback).statusCode(400).body("code", equalTo("state_invalid"));
        browser.get(callback.replaceAll("state=[^&]+", "state=guessed"))
                .statusCode(400)
                .body("code", equalTo("state_invalid"));
        browser.get(callback).statusCode(303);

        browser.get(callback).statusCode(400).body("code", equalTo("state_invalid"));
    }

    @Test
    void refusesACodeThatWasUsedOrBelongsToAnotherFlow() {
        Person ann = Person.of("Ann", "crew");
        String used = provider.signIn(browser.signInAtProvider(), ann);
        browser.get(used).statusCode(303);
        String code = used.replaceAll(".*code=([^&]+).*", "$1");

        String callback = provider.signIn(browser.signInAtProvider(), ann);
        browser.get(callback.replaceAll("code=[^&]+", "code=" + code))
                .statusCode(400)
                .body("code", equalTo("code_rejected"))
                .body("error", not(containsString(code)));

        var victim = new Browser();
        String stolen = provider.signIn(victim.signInAtProvider(), ann).replaceAll(".*code=([^&]+).*", "$1");
        String own = provider.signIn(browser.signInAtProvider(), Person.of("Eve"));
        browser.get(own.replaceAll("code=[^&]+", "code=" + stolen))
                .statusCode(400)
                .body("code", equalTo("code_rejected"));
    }

    @Test
    void endsSeveralFlowsOfOneBrowser() {
        Person ann = Person.of("Ann", "crew");
        String first = provider.signIn(browser.signInAtProvider(), ann);
        String second = provider.signIn(browser.signInAtProvider(), ann);

        browser.get(first).statusCode(303);
        browser.get(second).statusCode(303);
    }

    @Test
    void refusesATokenThatProvesNothing() {
        Person ann = Person.of("Ann", "crew");
        provider.spoil = claims -> claims.put("nonce", "another");

        signIn(browser, ann)
                .statusCode(403)
                .body("code", equalTo("token_refused"))
                .body("error", containsString("nonce"));

        assertRefused(provider.issuer(), "Acme SSO", "token_refused: it was not made for this sign-in (nonce)");
        provider.spoil = claims -> claims.put("exp", 1);
        signIn(browser, ann).statusCode(403).body("error", containsString("it has expired"));
    }

    @Test
    void followsTheRotationOfKeys() {
        Person ann = Person.of("Ann", "crew");
        signedIn(ann);

        provider.rotateKey();

        signedIn(ann);
        provider.signWithUnpublishedKey();
        signIn(browser, ann).statusCode(403).body("code", equalTo("token_refused"));
    }

    @Test
    void reportsThatTheProviderIsUnavailable() {
        provider.tokenStatus = 503;

        signIn(browser, Person.of("Ann", "crew"))
                .statusCode(503)
                .header("Retry-After", equalTo("5"))
                .body("code", equalTo("provider_unavailable"));

        provider.tokenStatus = 401;
        signIn(browser, Person.of("Ann", "crew")).statusCode(502).body("code", equalTo("client_rejected"));
    }

    @Test
    void reportsThatThePersonHasDeclined() {
        String state = browser.signInAtProvider().replaceAll(".*[?&]state=([A-Za-z0-9]+).*", "$1");

        browser.get("/api/session/oidc/callback?error=access_denied&state=" + state)
                .statusCode(403)
                .body("code", equalTo("authorization_denied"))
                .body("error", containsString("access_denied"));
        browser.get("/api/session/oidc/callback?error=access_denied&state=" + state)
                .statusCode(400)
                .body("code", equalTo("state_invalid"));
    }

    @Test
    void linksAnAccountAndUnlinksIt() {
        String team = TestPeople.team();
        var person = TestPeople.join(team, "member");
        browser.withToken(person.token());
        Person ann = Person.of("Ann", "crew");

        browser.get(provider.signIn(browser.linkAtProvider(), ann)).statusCode(303);

        assertThat(signedIn(ann)).isEqualTo(person.id());
        assertThat(role(SignInSettings.CREW, person.id())).isEqualTo("member");
        var other = new Browser().withToken(TestPeople.join(team, "member").token());
        other.get(provider.signIn(other.linkAtProvider(), ann)).statusCode(409).body("code", equalTo("account_taken"));
        browser.get(provider.signIn(browser.linkAtProvider(), Person.of("Second")))
                .statusCode(409)
                .body("code", equalTo("account_exists"));

        String id = browser.get("/api/user/provider-accounts").extract().path("[0].id");
        browser.request().delete("/api/user/provider-accounts/" + id).then().statusCode(204);

        assertThat(role(SignInSettings.CREW, person.id())).isNull();
        assertThat(role(team, person.id())).isEqualTo("member");
        browser.request().delete("/api/user/provider-accounts/" + id).then().statusCode(404);
    }

    @Test
    void offersEveryProvider() {
        browser.get("/api/session/oidc/providers")
                .statusCode(200)
                .body("id", equalTo(List.of("default", SignInSettings.PARTNER)))
                .body("name", equalTo(List.of("Acme SSO", "Partner SSO")));
        assertThat(browser.signInAt(SignInSettings.PARTNER))
                .startsWith(partner.issuer() + "/page?")
                .contains("%2Fapi%2Fsession%2Foidc%2Fproviders%2Fpartner%2Fcallback");
        browser.get("/join")
                .body(
                        containsString("data-address=\"/api/session/oidc/providers/default\""),
                        containsString("data-address=\"/api/session/oidc/providers/partner\""));
        browser.get("/api/session/oidc/providers/none").statusCode(404).body("code", equalTo("provider_missing"));
    }

    @Test
    void keepsWhatGroupsAtAnotherProviderGive() {
        Person ann = Person.of("Ann", "leads");
        signIn(browser, ann).statusCode(303);
        String user = browser.get("/api/session").extract().path("user");
        Person partnerAnn = Person.of("Ann of the partner", "guests");

        browser.get(partner.signIn(browser.linkAt(SignInSettings.PARTNER), partnerAnn))
                .statusCode(303);
        assertThat(role(SignInSettings.CREW, user)).isEqualTo("maintainer");
        assertThat(role(SignInSettings.TOOLS, user)).isEqualTo("member");

        assertThat(signedIn(ann.in())).isEqualTo(user);
        assertThat(role(SignInSettings.CREW, user)).isEqualTo("viewer");
        assertThat(role(SignInSettings.TOOLS, user)).isEqualTo("member");

        var own = new Browser();
        own.get(partner.signIn(own.signInAt(SignInSettings.PARTNER), partnerAnn.in()))
                .statusCode(303);
        assertThat(own.get("/api/session").extract().<String>path("user")).isEqualTo(user);
        assertThat(role(SignInSettings.CREW, user)).isNull();
        assertThat(role(SignInSettings.TOOLS, user)).isNull();
    }

    @Test
    void endsWithAnUnlinkedAccountWhatGroupsThereGave() {
        Person ann = Person.of("Ann", "crew");
        signIn(browser, ann).statusCode(303);
        String user = browser.get("/api/session").extract().path("user");
        browser.get(partner.signIn(browser.linkAt(SignInSettings.PARTNER), Person.of("Ann of the partner", "guests")))
                .statusCode(303);
        String account = browser.get("/api/user/provider-accounts")
                .extract()
                .path("find { it.issuer == '%s' }.id".formatted(partner.issuer()));

        browser.request()
                .delete("/api/user/provider-accounts/" + account)
                .then()
                .statusCode(204);

        assertThat(role(SignInSettings.CREW, user)).isEqualTo("member");
        assertThat(role(SignInSettings.TOOLS, user)).isNull();
    }

    @Test
    void givesNoProviderTheCodeOfAnother() {
        String callback = provider.signIn(browser.signInAtProvider(), Person.of("Ann", "crew"));
        String elsewhere = callback.replace("/oidc/callback", "/oidc/providers/partner/callback");

        browser.get(elsewhere).statusCode(400).body("code", equalTo("state_invalid"));
        // it has ended the flow, whose code is not to be trusted any more
        browser.get(callback).statusCode(400).body("code", equalTo("state_invalid"));
    }

    @Test
    void createsOneUserForAPersonWhoSignsInTwiceAtOnce() throws Exception {
        Person ann = Person.of("Ann", "crew");
        Callable<String> signIn = () -> signedIn(ann);

        try (var threads = Executors.newFixedThreadPool(4)) {
            var users = threads.invokeAll(List.of(signIn, signIn, signIn, signIn));
            for (var user : users) {
                assertThat(user.get()).isEqualTo(users.getFirst().get());
            }
        }
    }

    private ValidatableResponse signIn(Browser in, Person person) {
        return signIn(in, in.signInAtProvider(), person);
    }

    private ValidatableResponse signIn(Browser in, String page, Person person) {
        return in.get(provider.signIn(page, person));
    }

    /** Signs in with a browser of its own; returns the id of the user. */
    private String signedIn(Person person) {
        var own = new Browser();
        signIn(own, person).statusCode(303);
        return own.get("/api/session").statusCode(200).extract().path("user");
    }

    private String role(String team, String user) {
        return administrator()
                .get("/api/teams/" + team + "/people")
                .then()
                .statusCode(200)
                .extract()
                .path("find { it.user == '%s' }?.role".formatted(user));
    }

    private void assertRefused(String account, String actor, String reason) {
        administrator()
                .get("/api/audit?limit=1")
                .then()
                .body("[0].action", equalTo("session.refused"))
                .body("[0].subject", equalTo(account))
                .body("[0].actor", equalTo(actor))
                .body("[0].after", equalTo(reason));
    }

    private String invitation(String team, String role) {
        return administrator()
                .body(Map.of("role", role))
                .post("/api/teams/" + team + "/invitations")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
    }

    private int users() {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from gateway.app_user")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
