package dev.millrace.githttp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.githttp.audit.FakeAdministrator;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class RepositoryChangesIT {

    @Inject
    Catalog catalog;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private final Path folder = TestGit.freshFolder();

    private Team team;
    private StoredRepository repository;

    @BeforeEach
    void push() {
        team = Team.registered().create("acme/widgets");
        repository = catalog.find(team.slug(), "acme/widgets").orElseThrow();
    }

    @Test
    void changesTheDefaultBranchThatClonesCheckOut() { // #9.12
        TestGit work = TestGit.init(folder.resolve("work"));
        work.commit("README.md", "one");
        work.ok("push", "-q", team.remote("acme/widgets"), "HEAD:main", "HEAD:refs/heads/release/1");

        change(team.token("acme/widgets", "repo:write"), "release/1")
                .statusCode(200)
                .body("default_branch", equalTo("release/1"))
                .body("repo_id", equalTo(repository.id().toString()));

        assertThat(work.ok("ls-remote", "--symref", team.remote("acme/widgets"), "HEAD"))
                .contains("ref: refs/heads/release/1\tHEAD");
        change(FakeAdministrator.TOKEN, "main").statusCode(200).body("default_branch", equalTo("main"));
        change(FakeAdministrator.TOKEN, "nothing").statusCode(404).body("code", equalTo("branch_missing"));
        assertThat(head()).isEqualTo("refs/heads/main");
    }

    // BR-48: names with a special meaning in addresses, shells and pages
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fix/#123",
                "a%2Fb",
                "50%",
                "a+b",
                "x&y",
                "ü",
                "it's",
                "a|b",
                "\"q\"",
                "<b>",
                "$(id)",
                "@",
                "-x",
                "a;b",
                "a`b",
                "❤\uFE0F"
            })
    void takesEveryNameThatGitDoesAsItIs(String branch) { // #9.10
        TestGit work = TestGit.init(folder.resolve("work"));
        work.commit("README.md", "one");
        work.ok("push", "-q", team.remote("acme/widgets"), "HEAD:main", "HEAD:refs/heads/" + branch);

        change(FakeAdministrator.TOKEN, branch.replace("\"", "\\\""))
                .statusCode(200)
                .body("default_branch", equalTo(branch));

        assertThat(work.ok("ls-remote", "--symref", team.remote("acme/widgets"), "HEAD"))
                .contains("ref: refs/heads/" + branch + "\tHEAD");
    }

    @Test
    void createsNoRefWhoseNameShowsAsAnother() { // #9.10
        TestGit work = TestGit.init(folder.resolve("work"));
        work.commit("README.md", "one");

        var push = work.run(
                "push",
                team.remote("acme/widgets"),
                "HEAD:main",
                "HEAD:refs/heads/ma\u200Bin",
                "HEAD:refs/tags/v\u202E1");

        assertThat(push.err())
                .contains("the name holds the character U+200B, which is not seen")
                .contains("the name holds the character U+202E, which is not seen");
        assertThat(work.ok("ls-remote", team.remote("acme/widgets")).lines().map(line -> line.split("\t")[1]))
                .containsExactly("HEAD", "refs/heads/main");
        change(FakeAdministrator.TOKEN, "ma\u200Bin").statusCode(404);
        team.as(team.token("acme/hidden", "repo:write"))
                .body("{\"default_branch\":\"ma\u200Bin\"}")
                .post("/api/v1/repos")
                .then()
                .statusCode(400)
                .body("error", containsString("\\u{200B}"));
    }

    @Test
    void choosesBeforeTheFirstPush() { // #9.12
        change(FakeAdministrator.TOKEN, "trunk").statusCode(200);
        TestGit work = TestGit.init(folder.resolve("work"));
        work.commit("README.md", "one");

        work.ok("push", "-q", team.remote("acme/widgets"), "HEAD:master");

        assertThat(head()).isEqualTo("refs/heads/trunk");
    }

    @Test
    void takesAnAccessTokenOfTheTeam() {
        String writing = accessToken("repo:write");
        String reading = accessToken("git:read");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> change(writing, "trunk").statusCode(200));

        assertThat(head()).isEqualTo("refs/heads/trunk");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> change(reading, "main").statusCode(403));
        change("mr_" + "0".repeat(40), "main").statusCode(401);
        assertThat(head()).isEqualTo("refs/heads/trunk");
    }

    @Test
    void keepsItAgainstTheUpstream() { // #9.12
        var origin = new UpstreamOrigin(
                "gitlab",
                "gitlab.com",
                "o",
                "n",
                "https://gitlab.com/o/n.git",
                UpstreamMode.CREDENTIALS,
                UpstreamOperation.SYNC,
                Optional.empty());
        database.useTransaction(tx -> upstreams.attach(tx, repository.id(), origin, false));

        change(team.token("acme/widgets", "repo:write"), "stable").statusCode(200);

        assertThat(upstreams.find(repository.id()).orElseThrow().origin().defaultBranch())
                .contains("stable");
    }

    @Test
    void leavesTheMirrorOfAnInstallationToItsUpstream() { // #9.12
        repository = catalog.create(new NewRepository(
                        team.slug(), new RepositoryName("acme/mirror"), Optional.of("github.com:4712"), "main"))
                .repository();

        change(FakeAdministrator.TOKEN, "main").statusCode(409).body("error", containsString("github.com/acme/mirror"));
    }

    @Test
    void refusesWhoMayNotAndWhatIsNoBranch() { // #9.12
        change(team.token("acme/widgets", "git:write"), "main").statusCode(403);
        change(team.token("acme/other", "repo:write"), "main").statusCode(403);
        change(Team.registered().token("acme/widgets", "repo:write"), "main").statusCode(403);
        change("guessed", "main").statusCode(401);
        change(FakeAdministrator.TOKEN, "a..b").statusCode(400).body("error", containsString("a..b"));
        change(FakeAdministrator.TOKEN, "").statusCode(400).body("error", containsString("default_branch"));
        String id = UUID.randomUUID().toString();
        RestAssured.given()
                .header("Authorization", "Bearer " + FakeAdministrator.TOKEN)
                .body("{\"default_branch\":\"main\"}")
                .patch("/api/repositories/" + id)
                .then()
                .statusCode(404);
    }

    @Test
    void describesARepositoryToThoseWhoMayChangeIt() {
        describe(team.token("org", "repo:write"), repository.id().toString())
                .statusCode(200)
                .body("repo_name", equalTo("acme/widgets"));
        describe(team.token("acme/widgets", "repo:write"), "acme%2Fwidgets")
                .statusCode(200)
                .body("repo_id", equalTo(repository.id().toString()));

        describe(team.token("acme/widgets", "git:write"), "acme%2Fwidgets")
                .statusCode(403)
                .body("code", equalTo("scope_missing"));
        describe(team.token("acme/other", "repo:write"), "acme%2Fwidgets").statusCode(403);
        describe(team.token("org", "repo:write"), "acme%2Fnone")
                .statusCode(404)
                .body("code", equalTo("repository_missing"));
        describe(Team.registered().token("org", "repo:write"), repository.id().toString())
                .statusCode(404);
    }

    private String accessToken(String scope) {
        String token = "mr_" + UUID.randomUUID().toString().replace("-", "") + "01234567";
        TestEvents.publish(new AccessTokenChanged(
                UUID.randomUUID(),
                "token-" + UUID.randomUUID(),
                OpaqueTokens.sha256(token),
                team.slug(),
                Optional.empty(),
                "ci",
                "maintainer",
                List.of(scope),
                Instant.now().plusSeconds(600),
                true,
                Instant.EPOCH));
        return token;
    }

    private static ValidatableResponse describe(String token, String named) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .urlEncodingEnabled(false)
                .get("/api/repositories/" + named)
                .then();
    }

    private String head() {
        return catalog.find(repository.id()).orElseThrow().head();
    }

    private ValidatableResponse change(String token, String branch) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .body("{\"default_branch\":\"%s\"}".formatted(branch))
                .patch("/api/repositories/" + repository.id())
                .then();
    }
}
