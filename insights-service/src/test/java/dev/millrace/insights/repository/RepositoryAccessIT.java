package dev.millrace.insights.repository;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestPerson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people see whose reading the forge decides. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class RepositoryAccessIT {

    private static final Duration EFFECTIVE_WITHIN = Duration.ofSeconds(2);

    private final String team = "team-" + UUID.randomUUID().toString().substring(0, 8);
    private final String key = "github.test:" + UUID.randomUUID();
    private final TestPerson member = TestPerson.of(team, "maintainer", "org:read");
    private final TestPerson owner = TestPerson.of(team, "owner", "org:read");

    @BeforeEach
    void know() {
        repository("acme/widgets", Optional.of(key));
        repository("acme/own", Optional.empty());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> listed(member).size() == 2 && listed(owner).size() == 2);
    }

    @Test
    void showsAPersonWhatTheForgeLetsThePersonReadAndTheOwnerEverything() {
        TestPerson.letForgeDecide(team);
        await().pollInterval(Duration.ofMillis(20))
                .atMost(EFFECTIVE_WITHIN)
                .until(() -> listed(member).equals(List.of("acme/own")));
        assertThat(metrics(member)).isEqualTo(404);
        assertThat(people(member)).isEqualTo(404);
        assertThat(metrics(owner)).isEqualTo(200);
        assertThat(listed(owner)).containsExactly("acme/own", "acme/widgets");

        TestPerson.letRead(team, key, member);
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> metrics(member) == 200);
        assertThat(listed(member)).containsExactly("acme/own", "acme/widgets");

        TestPerson.letRead(team, key);
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> metrics(member) == 404);
    }

    private void repository(String name, Optional<String> upstreamKey) {
        TestEvents.publish(new SyncStarted(
                UUID.randomUUID(),
                new MirroredRepository(UUID.randomUUID(), team, name, upstreamKey),
                UUID.randomUUID(),
                "test",
                Instant.parse("2026-11-20T10:00:00Z")));
    }

    private static List<String> listed(TestPerson person) {
        var response = given().header("Authorization", person.bearer()).get("/api/insights/repositories");
        return response.statusCode() == 200 ? response.jsonPath().getList("name") : List.of();
    }

    private static int metrics(TestPerson person) {
        return given().header("Authorization", person.bearer())
                .get("/api/insights/metrics?repository=acme/widgets")
                .statusCode();
    }

    private static int people(TestPerson person) {
        return given().header("Authorization", person.bearer())
                .get("/api/insights/people?repository=acme/widgets")
                .statusCode();
    }
}
