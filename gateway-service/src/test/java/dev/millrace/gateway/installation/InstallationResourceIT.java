package dev.millrace.gateway.installation;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.InstallationChanged.Permission;
import dev.millrace.events.forge.RepositorySelection;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class InstallationResourceIT {

    private final String team = newTeam();
    private final String account = number();
    private final String installation = number();

    @BeforeEach
    void createTeam() {
        create(team);
    }

    @Test
    void showsWhatTheForgeReported() {
        report(installation, Action.CREATED);

        awaitState(installation, "active");
        administrator()
                .get("/api/installations")
                .then()
                .body(here(installation) + ".accountLogin", equalTo("octo-org"))
                .body(here(installation) + ".team", nullValue());
    }

    @Test
    void linksAnInstallationToATeamAndInformsTheServices() {
        report(installation, Action.CREATED);
        awaitState(installation, "active");

        link(team, installation, 200);
        link(team, installation, 200);

        awaitReported(installation, State.ACTIVE);
        assertThat(reported(installation)).singleElement().satisfies(linked -> {
            assertThat(linked.team()).isEqualTo(team);
            assertThat(linked.accountId()).isEqualTo(account);
            assertThat(linked.accountLogin()).isEqualTo("octo-org");
        });
    }

    @Test
    void refusesAnAccountThatBelongsToAnotherTeam() {
        String other = newTeam();
        create(other);
        report(installation, Action.CREATED);
        awaitState(installation, "active");
        link(team, installation, 200);

        administrator()
                .put("/api/teams/" + other + "/installations/" + installation)
                .then()
                .statusCode(409)
                .body("code", equalTo("account_taken"))
                .body("error", containsString("belongs to exactly one team, and 'octo-org' already has one"))
                .body("error", not(containsString(team)));
    }

    @Test
    void movesAnAccountToAnotherTeamAndRecordsThat() {
        String other = newTeam();
        create(other);
        report(installation, Action.CREATED);
        awaitState(installation, "active");
        link(team, installation, 200);

        administrator()
                .put("/api/teams/" + other + "/installations/" + installation + "?move=true")
                .then()
                .statusCode(200)
                .body("team", equalTo(other));

        awaitReported(installation, State.ACTIVE, State.ACTIVE);
        assertThat(reported(installation).getLast().team()).isEqualTo(other);
        administrator()
                .get("/api/installations/moves?limit=1")
                .then()
                .statusCode(200)
                .body("accountId", equalTo(List.of(account)))
                .body("[0].fromTeam", equalTo(team))
                .body("[0].toTeam", equalTo(other))
                .body("[0].actor", equalTo("administrator"));
        for (String concerned : List.of(team, other)) {
            administrator()
                    .get("/api/teams/" + concerned + "/audit")
                    .then()
                    .body("[0].action", equalTo("account.moved"))
                    .body("[0].subject", equalTo("github.com:" + account))
                    .body("[0].actor", equalTo("administrator"));
        }
        link(team, installation, 409);
    }

    @Test
    void pagesTheMovesTheNewestFirst() {
        String other = newTeam();
        create(other);
        report(installation, Action.CREATED);
        awaitState(installation, "active");
        link(team, installation, 200);
        for (String next : List.of(other, team, other)) {
            administrator()
                    .put("/api/teams/" + next + "/installations/" + installation + "?move=true")
                    .then()
                    .statusCode(200);
        }

        var targets = new ArrayList<String>();
        String before = "";
        for (int page = 0; page < 3; page++) {
            var moves = administrator()
                    .get("/api/installations/moves?limit=1" + before)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            targets.add(moves.getString("[0].toTeam"));
            before = "&before=" + moves.getString("[0].id");
        }

        assertThat(targets).containsExactly(other, team, other);
        administrator().get("/api/installations/moves?limit=201").then().statusCode(400);
        administrator()
                .get("/api/installations/moves?before=" + UUID.randomUUID())
                .then()
                .statusCode(200)
                .body("size()", equalTo(0));
    }

    @Test
    void followsARenamedAccount() {
        report(installation, Action.CREATED);
        awaitState(installation, "active");
        link(team, installation, 200);

        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                "github.com",
                installation,
                account,
                "octo-inc",
                Action.RENAMED,
                List.of(),
                Optional.empty(),
                Instant.parse("2026-11-20T11:00:00Z")));

        awaitReported(installation, State.ACTIVE, State.ACTIVE);
        assertThat(reported(installation).getLast().accountLogin()).isEqualTo("octo-inc");
        administrator()
                .get("/api/installations")
                .then()
                .body(here(installation) + ".accountLogin", equalTo("octo-inc"))
                .body(here(installation) + ".accountId", equalTo(account));
    }

    @Test
    void followsAnOrganizationThatTheForgeReportsAsRenamed() {
        report(installation, Action.CREATED);
        awaitState(installation, "active");

        TestEvents.publish(new AccessChanged(
                UUID.randomUUID(),
                "github.com",
                Optional.empty(),
                account,
                "octo-inc",
                AccessChanged.Kind.ORGANIZATION,
                "renamed",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.parse("2026-11-20T11:00:00Z")));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> administrator()
                        .get("/api/installations")
                        .then()
                        .body(here(installation) + ".accountLogin", equalTo("octo-inc")));
    }

    @Test
    void showsWhatAnInstallationCoversAndMayDo() {
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                "github.com",
                installation,
                account,
                "octo-org",
                AccountType.ORGANIZATION,
                Action.CREATED,
                List.of(),
                RepositorySelection.SELECTED,
                List.of(new Permission("checks", "write"), new Permission("contents", "read")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.parse("2026-11-20T10:00:00Z")));
        awaitState(installation, "active");
        report(installation, Action.SUSPENDED);
        awaitState(installation, "suspended");

        administrator()
                .get("/api/installations")
                .then()
                .body(here(installation) + ".accountType", equalTo("organization"))
                .body(here(installation) + ".repositorySelection", equalTo("selected"))
                .body(here(installation) + ".permissions", equalTo(Map.of("checks", "write", "contents", "read")))
                .body(here(installation) + ".suspendedAt", equalTo("2026-11-20T10:00:00Z"));
    }

    @Test
    void doesNotLinkWhatTheForgeHasNotReportedYet() {
        administrator()
                .put("/api/teams/" + team + "/installations/" + installation)
                .then()
                .statusCode(404)
                .body("code", equalTo("installation_missing"))
                .body("error", containsString("webhook"));
    }

    @Test
    void doesNotLinkToATeamThatIsNotThere() {
        report(installation, Action.CREATED);
        awaitState(installation, "active");

        link("no-such-team", installation, 404);
    }

    @Test
    void informsTheServicesWhatHappensToALink() {
        report(installation, Action.CREATED);
        awaitState(installation, "active");
        link(team, installation, 200);

        report(installation, Action.SUSPENDED);
        awaitReported(installation, State.ACTIVE, State.SUSPENDED);
        report(installation, Action.UNSUSPENDED);
        awaitReported(installation, State.ACTIVE, State.SUSPENDED, State.ACTIVE);
        report(installation, Action.DELETED);
        awaitReported(installation, State.ACTIVE, State.SUSPENDED, State.ACTIVE, State.REMOVED);

        link(team, installation, 409);
    }

    @Test
    void unlinksAndLinksAgain() {
        report(installation, Action.CREATED);
        awaitState(installation, "active");
        link(team, installation, 200);

        administrator()
                .delete("/api/teams/" + team + "/installations/" + installation)
                .then()
                .statusCode(204);
        administrator()
                .delete("/api/teams/" + team + "/installations/" + installation)
                .then()
                .statusCode(404);
        link(team, installation, 200);

        awaitReported(installation, State.ACTIVE, State.REMOVED, State.ACTIVE);
        assertThat(reported(installation))
                .extracting(InstallationLinked::eventId)
                .doesNotHaveDuplicates();
    }

    @Test
    void freesAnAccountWhenItsLastLinkEnds() {
        String other = newTeam();
        create(other);
        report(installation, Action.CREATED);
        awaitState(installation, "active");
        link(team, installation, 200);
        administrator()
                .delete("/api/teams/" + team + "/installations/" + installation)
                .then()
                .statusCode(204);

        link(other, installation, 200);
    }

    @Test
    void keepsAnAccountWithItsTeamWhenTheAppIsInstalledAnew() {
        String second = number();
        report(installation, Action.CREATED);
        awaitState(installation, "active");
        link(team, installation, 200);
        report(installation, Action.DELETED);

        report(second, Action.CREATED);

        awaitReported(second, State.ACTIVE);
        assertThat(reported(second).getFirst().team()).isEqualTo(team);
    }

    @Test
    void isNotFooledByADeliveryThatComesLate() {
        report(installation, Action.DELETED);
        awaitState(installation, "deleted");

        report(installation, Action.CREATED);
        String marker = number();
        report(marker, Action.CREATED);
        awaitState(marker, "active");

        administrator().get("/api/installations").then().body(here(installation) + ".state", equalTo("deleted"));
    }

    @Test
    void keepsTheNewerNameAndStateWhenOlderReportsComeLate() {
        Instant start = Instant.parse("2026-11-20T10:00:00Z");
        TestEvents.publish(dated(Action.RENAMED, "octo-inc", start.plusSeconds(60)));
        TestEvents.publish(dated(Action.UNSUSPENDED, "octo-inc", start.plusSeconds(50)));
        awaitState(installation, "active");

        TestEvents.publish(dated(Action.SUSPENDED, "octo-org", start.plusSeconds(40)));
        TestEvents.publish(dated(Action.CREATED, "octo-org", start));
        // without a time: it may be of any age
        TestEvents.publish(changed(installation, Action.RENAMED));
        String marker = number();
        report(marker, Action.CREATED);
        awaitState(marker, "active");

        administrator()
                .get("/api/installations")
                .then()
                .body(here(installation) + ".accountLogin", equalTo("octo-inc"))
                .body(here(installation) + ".state", equalTo("active"));
    }

    @Test
    void asksWhichForgeWhereSeveralHaveAnInstallationOfThisNumber() {
        String elsewhere = number();
        report(installation, Action.CREATED);
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                "ghe.example.org",
                installation,
                elsewhere,
                "octo-org",
                Action.CREATED,
                List.of(),
                Optional.empty(),
                Instant.parse("2026-11-20T10:00:00Z")));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> administrator()
                        .get("/api/installations")
                        .then()
                        .body("count { it.installationId == '%s' }".formatted(installation), equalTo(2)));

        administrator()
                .put("/api/teams/" + team + "/installations/" + installation)
                .then()
                .statusCode(409)
                .body("code", equalTo("instance_missing"))
                .body("error", containsString("ghe.example.org, github.com"));
        administrator()
                .put("/api/teams/" + team + "/installations/" + installation + "?instance=ghe.example.org")
                .then()
                .statusCode(200)
                .body("instance", equalTo("ghe.example.org"))
                .body("accountId", equalTo(elsewhere));
        administrator()
                .delete("/api/teams/" + team + "/installations/" + installation)
                .then()
                .statusCode(204);
    }

    @Test
    void takesNoOlderStateFromAReplayUnlessItIsForced() {
        report(installation, Action.CREATED);
        awaitState(installation, "active");

        TestEvents.publishReplay(changed(installation, Action.SUSPENDED), false);
        String marker = number();
        TestEvents.publishReplay(changed(marker, Action.CREATED), false);
        awaitState(marker, "active");

        administrator().get("/api/installations").then().body(here(installation) + ".state", equalTo("active"));
        TestEvents.publishReplay(changed(installation, Action.SUSPENDED), true);
        awaitState(installation, "suspended");
    }

    @Test
    void informsTheServicesWhichRepositoriesATeamWantsToHaveMirrored() {
        TestPeople.Person maintainer = TestPeople.join(team, "maintainer");
        TestPeople.Person member = TestPeople.join(team, "member");
        report(installation, Action.CREATED);
        awaitState(installation, "active");
        link(team, installation, 200);
        member.request()
                .get("/api/teams/" + team + "/mirroring")
                .then()
                .statusCode(200)
                .body("mirroring", equalTo("all"));

        member.request()
                .body(Map.of("mirroring", "requested"))
                .put("/api/teams/" + team + "/mirroring")
                .then()
                .statusCode(403);
        maintainer
                .request()
                .body(Map.of("mirroring", "some"))
                .put("/api/teams/" + team + "/mirroring")
                .then()
                .statusCode(400)
                .body("error", equalTo("mirroring 'some' is none of all, requested"));
        for (int i = 0; i < 2; i++) {
            maintainer
                    .request()
                    .body(Map.of("mirroring", "requested"))
                    .put("/api/teams/" + team + "/mirroring")
                    .then()
                    .statusCode(200)
                    .body("mirroring", equalTo("requested"));
        }

        awaitReported(installation, State.ACTIVE, State.ACTIVE);
        assertThat(reported(installation))
                .extracting(InstallationLinked::mirroring)
                .containsExactly(InstallationLinked.Mirroring.ALL, InstallationLinked.Mirroring.REQUESTED);
        TestPeople.join(team, "owner")
                .request()
                .get("/api/teams/" + team + "/audit")
                .then()
                .body("find { it.action == 'mirroring.changed' }.after", equalTo("requested"));
    }

    private void report(String installationId, Action action) {
        TestEvents.publish(changed(installationId, action));
    }

    private InstallationChanged changed(String installationId, Action action) {
        return new InstallationChanged(
                UUID.randomUUID(),
                "github.com",
                installationId,
                account,
                "octo-org",
                action,
                List.of(),
                Optional.empty(),
                Instant.parse("2026-11-20T10:00:00Z"));
    }

    private InstallationChanged dated(Action action, String login, Instant asOf) {
        return new InstallationChanged(
                UUID.randomUUID(),
                "github.com",
                installation,
                account,
                login,
                AccountType.ORGANIZATION,
                action,
                List.of(),
                RepositorySelection.ALL,
                List.of(new Permission("checks", "write")),
                action == Action.SUSPENDED ? Optional.of(asOf) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(asOf),
                Instant.parse("2026-11-20T12:00:00Z"));
    }

    private static void link(String team, String installationId, int status) {
        administrator()
                .put("/api/teams/" + team + "/installations/" + installationId)
                .then()
                .statusCode(status);
    }

    private static void create(String team) {
        administrator().body(Map.of("slug", team)).post("/api/teams").then().statusCode(201);
    }

    private static void awaitState(String installationId, String state) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> administrator()
                        .get("/api/installations")
                        .then()
                        .body(here(installationId) + ".state", equalTo(state)));
    }

    private static void awaitReported(String installationId, State... states) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(reported(installationId))
                        .extracting(InstallationLinked::state)
                        .containsExactly(states));
    }

    private static List<InstallationLinked> reported(String installationId) {
        return TestEvents.all(
                Topic.ACCESS_INSTALLATIONS,
                InstallationLinked.class,
                linked -> linked.installationId().equals(installationId));
    }

    private static String here(String installationId) {
        return "find { it.installationId == '%s' }".formatted(installationId);
    }

    private static String newTeam() {
        return "team-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String number() {
        return Integer.toString(ThreadLocalRandom.current().nextInt(1_000_000, Integer.MAX_VALUE));
    }
}
