package dev.millrace.gateway.member;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.gateway.TestPeople.Person;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class MemberIT {

    private String team;

    @BeforeEach
    void createTeam() {
        team = TestPeople.team();
    }

    @Test
    void acceptsAnInvitationOnce() {
        String secret = invitation("owner");

        accept(secret, "Ann").statusCode(201).body("role", equalTo("owner")).body("name", equalTo("Ann"));

        accept(secret, "Eve").statusCode(404).body("code", equalTo("invitation_missing"));
        administrator()
                .get("/api/teams/" + team + "/people")
                .then()
                .body("name", contains("Ann"))
                .body("[0].role", equalTo("owner"));
        administrator().get("/api/teams/" + team + "/invitations").then().body("", hasSize(0));
    }

    @Test
    void createsOneMemberWhenAnInvitationIsAcceptedTwiceAtOnce() {
        String secret = invitation("member");

        List<Integer> statuses = Stream.of("Ann", "Eve")
                .map(name -> CompletableFuture.supplyAsync(
                        () -> accept(secret, name).extract().statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(statuses).containsExactlyInAnyOrder(201, 404);
        administrator().get("/api/teams/" + team + "/people").then().body("", hasSize(1));
    }

    @Test
    void acceptsNoInvitationThatWasRevoked() {
        var invited = administrator()
                .body(Map.of("role", "member"))
                .post("/api/teams/" + team + "/invitations")
                .then()
                .statusCode(201)
                .body("link", containsString("/join#mri_"))
                .extract();

        administrator()
                .delete("/api/teams/" + team + "/invitations/" + invited.path("id"))
                .then()
                .statusCode(204);

        accept(invited.path("secret"), "Ann").statusCode(404);
    }

    @Test
    void letsAUserJoinAnotherTeam() {
        Person ann = TestPeople.join(TestPeople.team(), "owner");
        String secret = invitation("member");

        ann.request()
                .body(Map.of("secret", secret))
                .post("/api/invitations/accept")
                .then()
                .statusCode(201)
                .body("user", equalTo(ann.id()))
                .body("team", equalTo(team));
    }

    @Test
    void invitesToNoHigherRoleThanThatOfTheCaller() {
        Person maintainer = TestPeople.join(team, "maintainer");

        maintainer
                .request()
                .body(Map.of("role", "owner"))
                .post("/api/teams/" + team + "/invitations")
                .then()
                .statusCode(403)
                .body("code", equalTo("too_much"));
    }

    @Test
    void changesWhatTheTokensOfAMemberAllowWithTheRole() {
        TestPeople.join(team, "owner");
        Person ann = TestPeople.join(team, "maintainer");
        ann.request().get("/api/teams/" + team + "/tokens").then().statusCode(200);

        changeRole(ann, "viewer").statusCode(200).body("role", equalTo("viewer"));

        ann.request().get("/api/teams/" + team + "/tokens").then().statusCode(403);
        ann.request()
                .get("/api/session")
                .then()
                .body("role", equalTo("viewer"))
                .body("scopes", contains("git:read", "org:read", "team:write"));
    }

    @Test
    void revokesTheTokensOfAMemberWhoIsRemoved() {
        Person owner = TestPeople.join(team, "owner");
        Person ann = TestPeople.join(team, "member");

        owner.request()
                .delete("/api/teams/" + team + "/members/" + ann.id())
                .then()
                .statusCode(204);

        ann.request().get("/api/session").then().statusCode(401);
        owner.request()
                .delete("/api/teams/" + team + "/members/" + ann.id())
                .then()
                .statusCode(404)
                .body("code", equalTo("member_missing"));
    }

    @Test
    void keepsTheLastOwner() {
        Person owner = TestPeople.join(team, "owner");

        owner.request()
                .delete("/api/teams/" + team + "/members/" + owner.id())
                .then()
                .statusCode(409)
                .body("code", equalTo("last_owner"));
        owner.request().delete("/api/user/membership").then().statusCode(409);
        changeRole(owner, "member").statusCode(409).body("code", equalTo("last_owner"));
    }

    @Test
    void keepsAnOwnerWhenTwoLeaveAtOnce() {
        Person ann = TestPeople.join(team, "owner");
        Person ben = TestPeople.join(team, "owner");

        List<Integer> statuses = Stream.of(ann, ben)
                .map(owner -> CompletableFuture.supplyAsync(
                        () -> owner.request().delete("/api/user/membership").statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(statuses).containsExactlyInAnyOrder(204, 409);
    }

    @Test
    void transfersTheOwnership() {
        Person owner = TestPeople.join(team, "owner");
        Person ann = TestPeople.join(team, "member");

        owner.request()
                .body(Map.of("user", ann.id()))
                .put("/api/teams/" + team + "/owner")
                .then()
                .statusCode(200)
                .body("role", equalTo("owner"));

        owner.request().get("/api/session").then().body("role", equalTo("maintainer"));
        ann.request().get("/api/session").then().body("role", equalTo("owner"));
    }

    @Test
    void showsTheAccountsOfEachPerson() {
        Person ann = TestPeople.join(team, "member");
        Person ben = TestPeople.join(team, "member");
        String account = "1" + System.nanoTime();
        link(ann, "github.com", account, "ann").statusCode(200);
        link(ann, "gitlab.com", account, "ann-lab").statusCode(200);

        link(ann, "github.com", account, "ann2").statusCode(200);
        link(ben, "github.com", account, "ben").statusCode(409).body("code", equalTo("identity_taken"));
        link(ann, "github.com", account + "0", "ann3").statusCode(409).body("code", equalTo("identity_exists"));

        ben.request()
                .get("/api/teams/" + team + "/people")
                .then()
                .statusCode(200)
                .body("find { it.user == '" + ann.id() + "' }.accounts.forge", contains("github.com", "gitlab.com"))
                .body("find { it.user == '" + ann.id() + "' }.accounts.username", contains("ann2", "ann-lab"))
                .body("find { it.user == '" + ben.id() + "' }.accounts", hasSize(0));
        ann.request().get("/api/user").then().body("identities.login", contains("ann2", "ann-lab"));
        ann.request()
                .delete("/api/user/identities/github.com/" + account)
                .then()
                .statusCode(204);
        link(ben, "github.com", account, "ben").statusCode(200);
    }

    @Test
    void logsEachChange() {
        Person owner = TestPeople.join(team, "owner");
        Person ann = TestPeople.join(team, "member");
        owner.request()
                .body(Map.of("role", "viewer"))
                .put("/api/teams/" + team + "/members/" + ann.id())
                .then()
                .statusCode(200);

        owner.request()
                .get("/api/teams/" + team + "/audit?limit=1")
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].action", equalTo("member.changed"))
                .body("[0].user", equalTo(owner.id()))
                .body("[0].subject", equalTo(ann.id()))
                .body("[0].before", equalTo("member"))
                .body("[0].after", equalTo("viewer"));
        long newest = owner.request()
                .get("/api/teams/" + team + "/audit?limit=1")
                .then()
                .extract()
                .jsonPath()
                .getLong("[0].id");
        owner.request()
                .get("/api/teams/" + team + "/audit?before=" + newest)
                .then()
                .body(
                        "action",
                        hasItems(
                                "team.created",
                                "invitation.created",
                                "member.joined",
                                "token.created",
                                "invitation.accepted"));
        administrator().get("/api/audit?limit=1").then().statusCode(200).body("", hasSize(1));
        administrator().get("/api/audit?limit=0").then().statusCode(400);
    }

    private ValidatableResponse changeRole(Person person, String role) {
        return administrator()
                .body(Map.of("role", role))
                .put("/api/teams/" + team + "/members/" + person.id())
                .then();
    }

    private static ValidatableResponse link(Person person, String instance, String account, String login) {
        return administrator()
                .body(Map.of("login", login))
                .put("/api/users/%s/identities/%s/%s".formatted(person.id(), instance, account))
                .then();
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

    private static ValidatableResponse accept(String secret, String name) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("secret", secret, "name", name))
                .post("/api/invitations/accept")
                .then();
    }
}
