package dev.millrace.gateway.signin;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.Browser;
import dev.millrace.gateway.FakeGitHub;
import dev.millrace.gateway.FakeGitHub.Installation;
import dev.millrace.gateway.FakeGitHub.Person;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class InstallIT {

    private FakeGitHub gitHub;
    private String team;
    private Person ann;
    private Browser browser;

    @BeforeEach
    void start() {
        gitHub = new FakeGitHub();
        team = TestPeople.team();
        ann = gitHub.person("ann");
        browser = member(team, "maintainer", ann);
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void connectsAnInstallationOfAnOwnerBeforeItsWebhookArrives() {
        Installation installation = owned();

        browser.get(installed(browser, installation))
                .statusCode(303)
                .header("Location", equalTo("http://localhost:8080/"));

        show(installation)
                .body("team", equalTo(team))
                .body("state", equalTo("active"))
                .body("accountLogin", equalTo(installation.login()))
                .body("accountType", equalTo("organization"))
                .body("repositorySelection", equalTo("all"))
                .body("permissions.checks", equalTo("write"));
        awaitPublished(installation, 1);
        report(installation);
        awaitUpdatedBy(installation);
        awaitPublished(installation, 1);
        administrator().get("/api/teams/" + team + "/audit").then().body("action", hasItem("installation.connected"));
    }

    @Test
    void connectsAnInstallationAfterItsWebhookHasArrived() {
        Installation installation = owned();
        report(installation);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> show(installation).body("team", nullValue()).body("state", equalTo("active")));

        browser.get(installed(browser, installation)).statusCode(303);

        show(installation).body("team", equalTo(team));
        awaitPublished(installation, 1);
    }

    @Test
    void asksAPersonWithoutAnAccountToAuthorizeTheAppFirst() {
        Person ben = gitHub.person("ben");
        Installation installation = gitHub.organization(ben);
        gitHub.join(installation, ben, "admin");
        var newcomer = new Browser().withToken(TestPeople.join(team, "owner").token());

        String page = newcomer.get(installed(newcomer, installation))
                .statusCode(303)
                .header("Location", startsWith(gitHub.address() + "/login/oauth/authorize?"))
                .extract()
                .header("Location");
        newcomer.get(gitHub.authorize(page, ben)).statusCode(303);

        show(installation).body("team", equalTo(team));
        newcomer.get("/api/user").body("identities.login", hasItem(ben.login()));
    }

    @Test
    void connectsTheAccountOfThePersonItself() {
        Installation installation = gitHub.account(ann, ann);

        claim(installation).statusCode(200).body("team", equalTo(team)).body("accountType", equalTo("user"));
        claim(installation).statusCode(200);

        awaitPublished(installation, 1);
    }

    @Test
    void connectsNoInstallationThatTheForgeDoesNotShow() {
        Person stranger = gitHub.person("stranger");
        Installation hidden = gitHub.organization(stranger);
        gitHub.join(hidden, ann, "admin");

        browser.get(installed(browser, hidden)).statusCode(404).body("code", equalTo("installation_hidden"));
        claim(hidden).statusCode(404).body("code", equalTo("installation_hidden"));

        absent(hidden);
    }

    @Test
    void connectsNothingForAMemberOfTheOrganization() {
        Installation installation = gitHub.organization(ann);
        gitHub.join(installation, ann, "member");

        claim(installation)
                .statusCode(403)
                .body("code", equalTo("owner_needed"))
                .body("error", containsString(installation.login()));
        browser.get(installed(browser, installation)).statusCode(403).body("code", equalTo("owner_needed"));

        absent(installation);
    }

    @Test
    void connectsNothingForAnOwnerOfAnotherOrganizationThatHasTheNameNow() {
        Installation installation = gitHub.organization(ann);
        gitHub.joinAnother(installation, ann);

        claim(installation).statusCode(403).body("code", equalTo("owner_needed"));
    }

    @Test
    void connectsNoAccountOfAnotherPerson() {
        Installation installation = gitHub.account(gitHub.person("ben"), ann);

        claim(installation).statusCode(403).body("code", equalTo("owner_needed"));
    }

    @Test
    void connectsAnInstallationOfTheTeamsOwnAppAndOffersThatAppToNoOtherTeam() {
        String other = TestPeople.team();
        try (var ofTheTeam = new FakeGitHub(Optional.of(team))) {
            Person atTheTeams = ofTheTeam.person("ann");
            Browser maintainer = member(ofTheTeam, team, "maintainer", atTheTeams);
            Installation installation = ofTheTeam.organization(atTheTeams);
            ofTheTeam.join(installation, atTheTeams, "admin");

            String page = maintainer
                    .post("/api/session/github/install", Map.of())
                    .statusCode(200)
                    .extract()
                    .path("location");
            maintainer
                    .get(ofTheTeam.installed(page, Long.toString(installation.id())))
                    .statusCode(303);

            show(installation).body("team", equalTo(team));
            member(other, "owner", gitHub.person("ben"))
                    .post("/api/session/github/install", Map.of("connection", ofTheTeam.connection()))
                    .statusCode(404)
                    .body("code", equalTo("connection_missing"));
        }
    }

    @Test
    void refusesASecondTeamWithTheRuleAndWithoutTheName() {
        Installation installation = owned();
        claim(installation).statusCode(200);
        String other = TestPeople.team();
        Person ben = gitHub.person("ben");
        Browser second = member(other, "owner", ben);
        Installation ofTheSameAccount = gitHub.again(installation, ben);
        gitHub.join(ofTheSameAccount, ben, "admin");

        claim(second, other, ofTheSameAccount)
                .statusCode(409)
                .body("code", equalTo("account_taken"))
                .body(
                        "error",
                        allOf(
                                containsString("belongs to exactly one team"),
                                containsString(installation.login()),
                                not(containsString(team))));
    }

    @Test
    void needsAMaintainerOfTheTeam() {
        Person ben = gitHub.person("ben");
        Installation installation = gitHub.organization(ben);
        gitHub.join(installation, ben, "admin");
        Browser member = member(team, "member", ben);

        member.post("/api/session/github/install", Map.of("connection", gitHub.connection()))
                .statusCode(403);
        claim(member, team, installation).statusCode(403);
        claim(browser, TestPeople.team(), installation).statusCode(404);
    }

    @Test
    void stopsConnectingForOneWhoIsNoMaintainerAnyMore() {
        Installation installation = owned();
        String setup = installed(browser, installation);
        String user = browser.get("/api/session").extract().path("user");
        administrator()
                .body(Map.of("role", "member"))
                .put("/api/teams/" + team + "/members/" + user)
                .then()
                .statusCode(200);

        browser.get(setup).statusCode(403).body("code", equalTo("role_missing"));
    }

    @Test
    void acceptsAStateOnceAndInItsBrowserOnly() {
        Installation installation = owned();
        String setup = installed(browser, installation);
        Person ben = gitHub.person("ben");
        Browser other = member(TestPeople.team(), "owner", ben);
        installed(other, installation);

        other.get(setup).statusCode(400).body("code", equalTo("state_invalid"));
        browser.get("/api/session/github/setup?setup_action=install&installation_id=" + installation.id())
                .statusCode(400)
                .body("code", equalTo("state_invalid"));
        browser.get(setup.replace("/setup?", "/callback?code=guessed&"))
                .statusCode(400)
                .body("code", equalTo("state_invalid"));
        browser.get(setup).statusCode(303);
        browser.get(setup).statusCode(400).body("code", equalTo("state_invalid"));
    }

    @Test
    void explainsThatAnOwnerHasToApprove() {
        browser.get("/api/session/github/setup?setup_action=request")
                .statusCode(409)
                .body("code", equalTo("approval_needed"));
    }

    @Test
    void refreshesATokenOnceForManyRequests() throws Exception {
        gitHub.expiresIn = 60;
        browser.signedIn(gitHub, ann);
        Installation installation = owned();
        List<Future<Integer>> answers = new ArrayList<>();

        try (var executor = Executors.newFixedThreadPool(20)) {
            Callable<Integer> claim = () -> claim(installation).extract().statusCode();
            for (int request = 0; request < 20; request++) {
                answers.add(executor.submit(claim));
            }
        }

        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(200);
        }
        assertThat(gitHub.refreshes).hasValue(1);
    }

    @Test
    void asksAgainWhenTheForgeHasInvalidatedTheTokens() {
        Installation installation = owned();
        gitHub.invalidate(ann);

        claim(installation).statusCode(409).body("code", equalTo("authorization_needed"));

        browser.signedIn(gitHub, ann);
        claim(installation).statusCode(200);
    }

    /** In an organization that ann owns. */
    private Installation owned() {
        Installation installation = gitHub.organization(ann);
        gitHub.join(installation, ann, "admin");
        return installation;
    }

    /** Begins to install the App, and returns where the forge sends the browser. */
    private String installed(Browser by, Installation installation) {
        return gitHub.installed(by.install(gitHub), Long.toString(installation.id()));
    }

    private ValidatableResponse claim(Installation installation) {
        return claim(browser, team, installation);
    }

    private ValidatableResponse claim(Browser by, String forTeam, Installation installation) {
        return by.request()
                .body(Map.of("installationId", Long.toString(installation.id()), "connection", gitHub.connection()))
                .post("/api/teams/" + forTeam + "/installations")
                .then();
    }

    /** A signed-in member of the team who has this account. */
    private Browser member(String ofTeam, String role, Person person) {
        return member(gitHub, ofTeam, role, person);
    }

    private static Browser member(FakeGitHub at, String ofTeam, String role, Person person) {
        String secret = administrator()
                .body(Map.of("role", role))
                .post("/api/teams/" + ofTeam + "/invitations")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        var signedIn = new Browser();
        signedIn.get(at.authorize(signedIn.signIn(at, secret), person)).statusCode(303);
        return signedIn;
    }

    private void report(Installation installation) {
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                gitHub.instance,
                Long.toString(installation.id()),
                Long.toString(installation.accountId()),
                installation.login(),
                Action.CREATED,
                List.of(),
                Optional.empty(),
                Instant.parse("2026-11-20T10:00:00Z")));
    }

    /** A later event of the same account has been applied, and so has what was reported before. */
    private void awaitUpdatedBy(Installation installation) {
        Installation marker = gitHub.again(installation, ann);
        report(marker);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> show(marker).body("team", equalTo(team)));
    }

    private static ValidatableResponse show(Installation installation) {
        return administrator()
                .get("/api/installations")
                .then()
                .statusCode(200)
                .rootPath("find { it.installationId == '%d' }".formatted(installation.id()));
    }

    private static void absent(Installation installation) {
        administrator()
                .get("/api/installations")
                .then()
                .body("installationId", not(hasItem(Long.toString(installation.id()))));
    }

    private static void awaitPublished(Installation installation, int times) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.ACCESS_INSTALLATIONS,
                                InstallationLinked.class,
                                linked -> linked.installationId().equals(Long.toString(installation.id()))))
                        .hasSize(times));
    }
}
