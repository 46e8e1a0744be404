package dev.millrace.githttp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class RepositoryResourceIT {

    @Inject
    Catalog catalog;

    private Team team;

    @BeforeEach
    void register() {
        team = Team.registered();
    }

    @Test
    void makesTheRepositoryThatTheTokenNames() {
        team.as(team.token("acme/widgets", "repo:write"))
                .body("{\"default_branch\": \"trunk\"}")
                .post("/api/v1/repos")
                .then()
                .statusCode(201)
                .body("repo_name", equalTo("acme/widgets"))
                .body("http_url", endsWith("/acme/widgets.git"));

        team.as(team.token("acme/widgets", "git:read"))
                .get("/api/v1/repo")
                .then()
                .statusCode(200)
                .body("url", equalTo("acme/widgets"))
                .body("default_branch", equalTo("trunk"))
                .body("created_at", startsWith("20"))
                .body("base_repo", nullValue());
    }

    @Test
    void makesTheRepositoryThatTheBodyNamesForATokenOfTheTeam() {
        team.as(team.token("org", "repo:write"))
                .body("{\"name\": \"acme/gadgets\"}")
                .post("/api/v1/repos")
                .then()
                .statusCode(201);

        assertThat(catalog.find(team.slug(), "acme/gadgets")).get().returns("refs/heads/main", found -> found.head());
    }

    @Test
    void makesARepositoryOnce() {
        team.create("acme/widgets");

        team.as(team.token("acme/widgets", "repo:write"))
                .post("/api/v1/repos")
                .then()
                .statusCode(409)
                .contentType(containsString("application/json"))
                .body("code", equalTo("repository_exists"))
                .body("error", containsString("acme/widgets"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc", "a//b", "a/../b", "/a", "a/", "x.git", "a.git/b", "a%2e", "a#b", "a+import", ""})
    void refusesNamesThatNoAddressCouldHold(String name) {
        team.as(team.token(name, "repo:write"))
                .post("/api/v1/repos")
                .then()
                .statusCode(400)
                .body("code", equalTo("repository_name_invalid"));
    }

    @Test
    void refusesWhatItCannotDo() {
        var token = team.token("acme/widgets", "repo:write");

        team.as(token)
                .body("{\"base_repo\": {\"operation\": \"graft\", \"name\": \"n\"}}")
                .post("/api/v1/repos")
                .then()
                .statusCode(422)
                .body("code", equalTo("base_repo_unsupported"));
        team.as(token)
                .body("{\"default_branch\": \"a..b\"}")
                .post("/api/v1/repos")
                .then()
                .statusCode(400);
        team.as(token)
                .body("{\"name\": \"acme/other\"}")
                .post("/api/v1/repos")
                .then()
                .statusCode(403);
        team.as(token).body("{").post("/api/v1/repos").then().statusCode(400);
        team.as(team.token("acme/widgets", "git:write"))
                .post("/api/v1/repos")
                .then()
                .statusCode(403)
                .body("code", equalTo("scope_missing"));
        assertThat(catalog.list(team.slug(), Optional.empty(), 10)).isEmpty();
    }

    @Test
    void listsPageByPage() {
        for (String name : List.of("b", "a", "d/x", "c", "d/y")) {
            team.create(name);
        }
        Team.registered().create("a");
        List<String> names = new ArrayList<>();

        String cursor = "";
        while (cursor != null) {
            var page = team.as(team.token("org", "org:read"))
                    .queryParam("limit", 2)
                    .queryParam("cursor", cursor)
                    .get("/api/v1/repos")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            names.addAll(page.getList("repos.url"));
            cursor = page.getString("next_cursor");
            assertThat(page.getBoolean("has_more")).isEqualTo(cursor != null);
        }

        assertThat(names).containsExactly("d/y", "c", "d/x", "a", "b");
    }

    @Test
    void refusesACursorOfAnotherCaller() {
        team.as(team.token("org", "org:read"))
                .queryParam("cursor", "bm9uc2Vuc2U")
                .get("/api/v1/repos")
                .then()
                .statusCode(400)
                .body("code", equalTo("cursor_invalid"));
    }

    @Test
    void findsByAPartOfTheName() {
        List.of("api", "web", "Web-Tools").forEach(team::create);

        List<String> found = team.as(team.token("org", "org:read"))
                .queryParam("q", " WEB ")
                .get("/api/v1/repos")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("repos.url");

        assertThat(found).containsExactlyInAnyOrder("web", "Web-Tools");
    }

    @Test
    void reportsWhereAMirrorComesFrom() {
        catalog.create(new NewRepository(
                team.slug(), new RepositoryName("acme/mirror"), Optional.of("github.com:4711"), "main"));

        team.as(team.token("acme/mirror", "git:read"))
                .get("/api/v1/repo")
                .then()
                .statusCode(200)
                .body("base_repo.provider", equalTo("github"))
                .body("base_repo.upstream_host", equalTo("github.com"))
                .body("base_repo.owner", equalTo("acme"))
                .body("base_repo.name", equalTo("mirror"));
    }

    @Test
    void answersForARepositoryThatIsNotThere() {
        team.as(team.token("acme/nothing", "git:read"))
                .get("/api/v1/repo")
                .then()
                .statusCode(404)
                .body("code", equalTo("repository_missing"));
        team.as("not-a-token").get("/api/v1/repo").then().statusCode(401).body("code", equalTo("token_rejected"));
    }
}
