package dev.millrace.gateway.user;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.millrace.events.Topic;
import dev.millrace.events.access.IdentityChanged;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.gateway.TestPeople.Person;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What other services learn about the accounts of users. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class IdentityIT {

    private final String account = "2" + System.nanoTime();
    private String team;

    @Inject
    IdentityLinks links;

    @BeforeEach
    void createTeam() {
        team = TestPeople.team();
    }

    @Test
    void publishesWhenAnAccountIsLinkedAndWhenTheLinkEnds() {
        Person ann = TestPeople.join(team, "member");

        link(ann, "ann").statusCode(200);
        IdentityChanged linked = awaitState(changed -> changed.login().equals("ann"));
        assertThat(linked.instance()).isEqualTo("github.com");
        assertThat(linked.user()).isEqualTo(UUID.fromString(ann.id()));
        assertThat(linked.name()).isEqualTo("member of " + team);
        assertThat(linked.teams()).containsExactly(team);
        assertThat(linked.unlinkedAt()).isEmpty();

        ann.request()
                .delete("/api/user/identities/github.com/" + account)
                .then()
                .statusCode(204);
        IdentityChanged ended = awaitState(changed -> changed.unlinkedAt().isPresent());
        assertThat(ended.linkId()).isEqualTo(linked.linkId());
        assertThat(ended.linkedAt()).isEqualTo(linked.linkedAt());
        assertThat(ended.unlinkedAt().orElseThrow()).isAfterOrEqualTo(linked.linkedAt());
    }

    @Test
    void beginsAnotherLinkForEachUserAndEachLogin() {
        Person ann = TestPeople.join(team, "member");
        Person ben = TestPeople.join(team, "member");

        link(ann, "ann").statusCode(200);
        link(ann, "ann").statusCode(200);
        link(ann, "ann2").statusCode(200);
        ann.request()
                .delete("/api/user/identities/github.com/" + account)
                .then()
                .statusCode(204);
        link(ben, "ann2").statusCode(200);

        List<IdentityChanged> states = await().atMost(Duration.ofSeconds(20))
                .until(
                        this::states,
                        all -> all.size() == 3
                                && all.stream()
                                                .filter(changed ->
                                                        changed.unlinkedAt().isPresent())
                                                .count()
                                        == 2);
        assertThat(states).extracting(IdentityChanged::login).containsExactly("ann", "ann2", "ann2");
        assertThat(states)
                .extracting(changed -> changed.user().toString())
                .containsExactly(ann.id(), ann.id(), ben.id());
        assertThat(states.get(0).unlinkedAt()).isPresent();
        assertThat(states.get(1).unlinkedAt()).isPresent();
        assertThat(states.get(2).unlinkedAt()).isEmpty();
        assertThat(states.get(1).linkedAt())
                .isAfterOrEqualTo(states.get(0).unlinkedAt().orElseThrow());
        assertThat(states.get(2).linkedAt())
                .isAfterOrEqualTo(states.get(1).unlinkedAt().orElseThrow());
    }

    @Test
    void publishesTheTeamsOfAUserWhenTheyChange() {
        Person ann = TestPeople.join(team, "member");
        link(ann, "ann").statusCode(200);
        String other = TestPeople.team();
        String secret = administrator()
                .body(Map.of("role", "viewer"))
                .post("/api/teams/" + other + "/invitations")
                .then()
                .extract()
                .path("secret");

        ann.request()
                .body(Map.of("secret", secret))
                .post("/api/invitations/accept")
                .then()
                .statusCode(201);
        IdentityChanged joined = awaitState(changed -> changed.teams().size() == 2);
        assertThat(joined.teams()).containsExactlyInAnyOrder(team, other);

        administrator()
                .delete("/api/teams/" + team + "/members/" + ann.id())
                .then()
                .statusCode(204);
        IdentityChanged left = awaitState(changed -> changed.teams().equals(List.of(other)));
        assertThat(left.linkId()).isEqualTo(joined.linkId());
        assertThat(left.occurredAt()).isAfter(joined.occurredAt());
    }

    @Test
    void announcesEachLinkAgainAsItIs() {
        Person ann = TestPeople.join(team, "member");
        link(ann, "ann").statusCode(200);
        ann.request()
                .delete("/api/user/identities/github.com/" + account)
                .then()
                .statusCode(204);
        IdentityChanged ended = awaitState(changed -> changed.unlinkedAt().isPresent());

        links.announceAll();

        await().atMost(Duration.ofSeconds(20)).until(() -> published().size() == 3);
        assertThat(published().getLast()).isEqualTo(ended);
    }

    @Test
    void linksNoBot() {
        Person ann = TestPeople.join(team, "member");

        link(ann, "dependabot[bot]").statusCode(400).body("error", containsString("is a bot"));
    }

    private ValidatableResponse link(Person person, String login) {
        return administrator()
                .body(Map.of("login", login))
                .put("/api/users/%s/identities/github.com/%s".formatted(person.id(), account))
                .then();
    }

    private IdentityChanged awaitState(Predicate<IdentityChanged> fits) {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> states().stream().filter(fits).findAny(), Optional::isPresent)
                .orElseThrow();
    }

    /** The records about the account, in order where they are about one link. */
    private List<IdentityChanged> published() {
        return TestEvents.all(
                Topic.ACCESS_IDENTITIES,
                IdentityChanged.class,
                changed -> changed.accountId().equals(account));
    }

    /** The newest record of each link, by its begin. */
    private List<IdentityChanged> states() {
        Map<UUID, IdentityChanged> states = new LinkedHashMap<>();
        published().forEach(changed -> states.put(changed.linkId(), changed));
        return states.values().stream()
                .sorted(Comparator.comparing(IdentityChanged::linkedAt))
                .toList();
    }
}
