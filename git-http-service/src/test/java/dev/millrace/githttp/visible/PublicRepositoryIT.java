package dev.millrace.githttp.visible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class PublicRepositoryIT {

    private static final String ADDRESS = "/api/v1/repos/public";

    @Inject
    FakePublicRepositories forge;

    @Inject
    Catalog catalog;

    private final String account = "octo-" + UUID.randomUUID().toString().substring(0, 8);
    private final String installation = Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1);
    private Team team;

    @BeforeEach
    void connectTheAccount() {
        team = Team.registered();
        forge.list(installation, List.of(listed("a"), listed("b"), listed("c")));
        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                "github.com",
                installation,
                "7",
                account,
                team.slug(),
                InstallationLinked.State.ACTIVE,
                Instant.now()));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> list("1").statusCode(200));
    }

    @Test
    void listsThemByPagesWithWhatTheTeamHas() {
        catalog.create(new NewRepository(
                team.slug(), new RepositoryName(name("a")), Optional.of("github.com:" + number("a")), "main"));
        catalog.create(new NewRepository(team.slug(), new RepositoryName(name("b")), Optional.empty(), "main"));

        list("1")
                .statusCode(200)
                .body("repositories.name", equalTo(List.of(name("a"), name("b"))))
                .body("repositories.mirrored", equalTo(List.of("connected", "name_taken")))
                .body("next_page", equalTo(2));
        list("2")
                .body("repositories.name", equalTo(List.of(name("c"))))
                .body("repositories[0].id", equalTo(number("c")))
                .body("repositories[0].mirrored", equalTo("no"))
                .body("next_page", nullValue());
    }

    @Test
    void createsReadOnlyMirrorsOfThoseThatAreNamed() {
        add(Map.of("host", "github.com", "account", account.toUpperCase(Locale.ROOT), "names", List.of("b", "c")))
                .statusCode(200)
                .body("created.repo_name", equalTo(List.of(name("b"), name("c"))))
                .body("next_page", nullValue());

        var made = catalog.find(team.slug(), name("b")).orElseThrow();
        Upstream upstream = made.upstream().orElseThrow();
        assertThat(upstream.readOnly()).isTrue();
        assertThat(upstream.origin().mode()).isEqualTo(UpstreamMode.PUBLIC);
        assertThat(upstream.origin().cloneUrl()).isEqualTo("https://github.com/" + name("b") + ".git");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.GIT_SYNC_REQUESTS,
                                SyncRequested.class,
                                request -> request.repositoryId().equals(made.id())))
                        .hasSize(1));
        list("1").body("repositories.mirrored", equalTo(List.of("no", "read_only")));
        team.as(team.token("org", "org:read"))
                .get("/api/v1/repos?q=" + name("b"))
                .then()
                .body("repos[0].base_repo.read_only", equalTo(true));
    }

    @Test
    void createsThemAllPageByPageAndAgainNone() {
        add(Map.of("host", "github.com", "account", account, "names", List.of("a")))
                .statusCode(200);

        add(Map.of("host", "github.com", "account", account, "page", 1))
                .statusCode(200)
                .body("created.repo_name", equalTo(List.of(name("b"))))
                .body("skipped.reason", equalTo(List.of("mirrored")))
                .body("next_page", equalTo(2));
        add(Map.of("host", "github.com", "account", account, "page", 2))
                .body("created.repo_name", equalTo(List.of(name("c"))))
                .body("next_page", nullValue());

        add(Map.of("host", "github.com", "account", account, "page", 1)).body("created", equalTo(List.of()));
    }

    @Test
    void leavesNamesAloneThatAreTakenOrWereDeleted() {
        catalog.create(new NewRepository(team.slug(), new RepositoryName(name("a")), Optional.empty(), "main"));
        catalog.create(new NewRepository(team.slug(), new RepositoryName(name("b")), Optional.empty(), "main"));
        catalog.delete(catalog.find(team.slug(), name("b")).orElseThrow().id());

        add(Map.of("host", "github.com", "account", account, "page", 1))
                .statusCode(200)
                .body("created", equalTo(List.of()))
                .body("skipped.reason", equalTo(List.of("name_taken", "deleted")));
    }

    @Test
    void needsAConnectedAccount() {
        team.as(team.token("org", "repo:write"))
                .get(ADDRESS + "?host=github.com&account=someone-else")
                .then()
                .statusCode(412)
                .body("code", equalTo("github_app_missing"));
        add(Map.of("host", "github.com", "account", "someone-else", "names", List.of("a")))
                .statusCode(412);
        Team other = Team.registered();
        other.as(other.token("org", "repo:write"))
                .get(ADDRESS + "?host=github.com&account=" + account)
                .then()
                .statusCode(412);
    }

    @Test
    void asksToRetryWhenTheForgeLimitsTheRequests() {
        String limited = "limited-" + account;
        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                "github.com",
                installation + "1",
                "8",
                limited,
                team.slug(),
                InstallationLinked.State.ACTIVE,
                Instant.now()));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> team.as(team.token("org", "repo:write"))
                        .get(ADDRESS + "?host=github.com&account=" + limited)
                        .then()
                        .statusCode(503)
                        .header("Retry-After", notNullValue())
                        .body("code", equalTo("forge_unavailable")));
    }

    @Test
    void refusesWhatIsIncomplete() {
        list("0").statusCode(400);
        add(Map.of("host", "github.com", "account", account)).statusCode(400);
        add(Map.of("host", "github.com", "account", account, "page", 1, "names", List.of("a")))
                .statusCode(400);
        add(Map.of("host", "github.com", "account", account, "names", List.of("x/y")))
                .statusCode(400);
        add(Map.of("host", "github.com", "names", List.of("a"))).statusCode(400);
        team.as(team.token(name("a"), "repo:write"))
                .get(ADDRESS + "?host=github.com&account=" + account)
                .then()
                .statusCode(403);
        team.as(team.token("org", "git:write"))
                .get(ADDRESS + "?host=github.com&account=" + account)
                .then()
                .statusCode(403);
    }

    private ValidatableResponse list(String page) {
        return team.as(team.token("org", "repo:write"))
                .get(ADDRESS + "?host=github.com&account=" + account + "&page=" + page)
                .then();
    }

    private ValidatableResponse add(Map<String, Object> body) {
        return team.as(team.token("org", "repo:write")).body(body).post(ADDRESS).then();
    }

    private InstalledRepository listed(String name) {
        return new InstalledRepository(number(name), name(name), false);
    }

    private String name(String name) {
        return account + "/" + name;
    }

    private String number(String name) {
        return Integer.toString((account + name).hashCode() & 0x7fffffff);
    }
}
