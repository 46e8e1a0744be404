package dev.millrace.insights.repository;

import static dev.millrace.insights.Forge.at;
import static dev.millrace.insights.Forge.listed;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.events.access.IdentityChanged;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.DeploymentCreated;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.insights.Forge;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Persons and accounts behind what happened, from the topics to the route. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class PeopleIT {

    private static final KeyPair ACME = TestKeys.ec();
    private static final KeyPair RIVAL = TestKeys.ec();
    private static final String MARCH = "&from=2026-03-01&to=2026-04-01";
    private static final UUID ANN = UUID.fromString("5d2c8f0e-6b7a-4f1d-8e3c-1a2b3c4d5e6f");
    private static final Instant PUSHED = at("2026-03-06T10:00Z");

    private static final Forge CREW = new Forge("crew", "crew/ship");
    /** A mirror of the same repository that another team has. */
    private static final Forge RIVALS = new Forge("rival", "rival/ship");

    @BeforeAll
    static void publishTheStory() {
        TestEvents.registerKey("crew", ACME.getPublic());
        TestEvents.registerKey("rival", RIVAL.getPublic());
        for (Forge forge : List.of(CREW, RIVALS)) {
            TestEvents.publish(forge.synced(at("2026-03-01T09:00Z")));
            TestEvents.publish(
                    forge.change(7, "topic", "y", Optional.of("m"), at("2026-03-06T08:30Z"), at("2026-03-06T11:00Z")));
            TestEvents.publish(push(forge, "one", new Actor("5", "ann", Actor.Kind.USER)));
            TestEvents.publish(push(forge, "two", new Actor("6", "Eve", Actor.Kind.USER)));
            TestEvents.publish(deployment(forge, new Actor("7", "ship[bot]", Actor.Kind.BOT)));
        }
        TestEvents.publish(link());
    }

    /** The port of the service is not known before. */
    @BeforeEach
    void awaitTheStory() {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> people(ACME, "crew", "crew/ship", "org:read", "")
                        .statusCode(200)
                        .body(
                                "items.id",
                                contains("user/" + ANN, "account/forge.test/eve", "account/forge.test/ship[bot]")));
    }

    @Test
    void listsPersonsWithTheirAccountsAndOthersUnderTheirLogin() {
        people(ACME, "crew", "crew/ship", "org:read", "")
                .statusCode(200)
                .body("team", equalTo("crew"))
                .body("repository", equalTo("crew/ship"))
                .body("from", equalTo("2026-03-01T00:00:00Z"))
                .body("items[0].user", equalTo(ANN.toString()))
                .body("items[0].name", equalTo("Ann"))
                .body("items[0].accounts", hasSize(1))
                .body("items[0].accounts[0].forge", equalTo("forge.test"))
                .body("items[0].accounts[0].username", equalTo("Ann"))
                .body("items[0].accounts[0].kind", equalTo("user"))
                .body("items[0].activity.pushes", equalTo(1))
                // both pushes list a commit of ann
                .body("items[0].activity.commits", equalTo(2))
                .body("items[0].activity.changesOpened", equalTo(1))
                .body("items[0].activity.changesMerged", equalTo(1))
                .body("items[0].activity.deployments", equalTo(0))
                .body("items[1].user", nullValue())
                .body("items[1].name", equalTo("Eve"))
                .body("items[1].accounts[0].username", equalTo("Eve"))
                .body("items[1].activity.pushes", equalTo(1))
                .body("items[2].accounts[0].kind", equalTo("bot"))
                .body("items[2].activity.deployments", equalTo(1))
                .body("next", nullValue());
    }

    @Test
    void showsAnotherTeamOnlyItsOwnMembers() {
        people(RIVAL, "rival", "rival/ship", "org:read", "")
                .statusCode(200)
                .body(
                        "items.id",
                        contains("account/forge.test/ann", "account/forge.test/eve", "account/forge.test/ship[bot]"))
                .body(not(containsString(ANN.toString())));
        people(RIVAL, "rival", "crew/ship", "org:read", "").statusCode(404).body("code", equalTo("repository_missing"));
    }

    @Test
    void showsAccountsOnlyToATokenThatMayNotReadTheTeam() {
        people(ACME, "crew", "crew/ship", "git:read", "")
                .statusCode(200)
                .body("items[0].id", equalTo("account/forge.test/ann"))
                .body("items.user", contains(nullValue(), nullValue(), nullValue()));
        people(ACME, "crew", "crew/ship", "repo:write", "").statusCode(403);
        given().get("/api/insights/people?repository=crew/ship").then().statusCode(401);
    }

    @Test
    void pagesAndLeavesBotsOut() {
        String next = people(ACME, "crew", "crew/ship", "org:read", "&limit=1&bots=exclude")
                .statusCode(200)
                .body("items.name", contains("Ann"))
                .extract()
                .path("next");

        people(ACME, "crew", "crew/ship", "org:read", "&limit=1&bots=exclude&after=" + next)
                .statusCode(200)
                .body("items.name", contains("Eve"))
                .body("next", nullValue());
    }

    @Test
    void refusesParametersThatItDoesNotKnow() {
        people(ACME, "crew", "crew/ship", "org:read", "&tier=production")
                .statusCode(400)
                .body("code", equalTo("parameter_invalid"))
                .body("error", containsString("'tier' is not known"));
        people(ACME, "crew", "crew/ship", "org:read", "&limit=501").statusCode(400);
        people(ACME, "crew", "crew/ship", "org:read", "&bots=some").statusCode(400);
    }

    private static ValidatableResponse people(
            KeyPair key, String team, String repository, String scope, String parameters) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + TestKeys.sign(
                                        key,
                                        TestKeys.claims(
                                                team, "org", Instant.now().plusSeconds(600), scope)))
                .get("/api/insights/people?repository=" + repository + MARCH + parameters)
                .then();
    }

    private static RefPushed push(Forge forge, String branch, Actor actor) {
        return new RefPushed(
                UUID.randomUUID(),
                forge.repository,
                Optional.empty(),
                Optional.of(actor),
                "refs/heads/" + branch,
                Optional.empty(),
                Optional.of(Forge.sha(branch)),
                false,
                List.of(listed(branch, PUSHED)),
                PUSHED);
    }

    private static DeploymentCreated deployment(Forge forge, Actor actor) {
        return new DeploymentCreated(
                UUID.randomUUID(),
                forge.repository,
                Optional.empty(),
                Optional.of(actor),
                "42",
                "production",
                Optional.empty(),
                "main",
                Forge.sha("one"),
                PUSHED);
    }

    private static IdentityChanged link() {
        Instant linkedAt = at("2026-03-20T00:00Z");
        return new IdentityChanged(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "forge.test",
                "5",
                "Ann",
                ANN,
                "Ann",
                List.of("crew"),
                linkedAt,
                Optional.empty(),
                linkedAt);
    }
}
