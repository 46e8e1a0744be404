package dev.millrace.githttp.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.search.SearchConfig;
import dev.millrace.git.search.SearchIndex;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class SearchResourceIT {

    private static final SearchConfig CONFIG = new SearchConfig(8, 1 << 20, 2_000_000);

    @Inject
    GitStorage storage;

    @Inject
    Catalog catalog;

    private Team team;

    @BeforeEach
    void pushFiles() {
        team = Team.registered();
        push(team, "acme/one", "src/App.java", "class App {\n    // the Needle\n}\n");
        push(team, "acme/two", "docs/app.md", "before\nneedle needle\nafter\n");
    }

    private void push(Team owner, String name, String file, String content) {
        owner.create(name);
        TestGit work = TestGit.init(TestGit.freshFolder().resolve("work"));
        work.commit(file, content);
        work.ok("push", "-q", owner.remote(name), "main", "main:release");
        work.ok("checkout", "-q", "-b", "topic");
        work.commit("topic.txt", "of the topic in " + name + "\n");
        work.ok("push", "-q", owner.remote(name), "topic");
        index(owner, name);
    }

    private void index(Team owner, String name) {
        SearchIndex index = storage.searchIndex();
        UUID id = catalog.find(owner.slug(), name).orElseThrow().id();
        index.work(index.claim(id, Duration.ofMinutes(1)).orElseThrow(), CONFIG, () -> false);
    }

    private ValidatableResponse get(String query) {
        return get(query, team.token("org", "org:read"));
    }

    private ValidatableResponse get(String query, String token) {
        return team.as(token)
                .urlEncodingEnabled(false)
                .get("/api/search?" + query)
                .then();
    }

    @Test
    void findsLinesInAllRepositoriesOfTheTeam() {
        get("q=needle&case_sensitive=false")
                .statusCode(200)
                .body("matches.repo.name", equalTo(List.of("acme/two", "acme/one")))
                .body("matches.path", equalTo(List.of("docs/app.md", "src/App.java")))
                .body("matches[0].lines", hasSize(1))
                .body("matches[0].lines[0].line_number", equalTo(2))
                .body("matches[0].lines[0].text", equalTo("needle needle"))
                .body("matches[0].refs.name", equalTo(List.of("refs/heads/main")))
                .body("has_more", equalTo(false))
                .body("next_cursor", nullValue())
                .body("indexing", equalTo(0));
        get("q=needle").statusCode(200).body("matches.path", equalTo(List.of("docs/app.md")));
        get("q=need%5Ba-z%5D%2B+needle&before=1&after=1")
                .statusCode(200)
                .body("matches[0].lines.type", equalTo(List.of("context", "match", "context")));
        get("q=the+Needle&literal=true&extension=java").statusCode(200).body("matches", hasSize(1));
        get("q=the+Needle&exclude=src").statusCode(200).body("matches", hasSize(0));
    }

    @Test
    void filtersRepositoriesBranchesAndTags() {
        get("q=of+the+topic").statusCode(200).body("matches", hasSize(0));
        get("q=of+the+topic&ref=topic").statusCode(200).body("matches", hasSize(2));
        get("q=of+the+topic&ref=refs/heads/topic&repository=acme/one")
                .statusCode(200)
                .body("matches.repo.name", equalTo(List.of("acme/one")));
        get("q=the+Needle&ref=*")
                .statusCode(200)
                .body("matches[0].refs.name", hasSize(3))
                .body("matches[0].refs[0].name", equalTo("refs/heads/main"));
        get("q=needle&repository=acme/none").statusCode(404).body("code", equalTo("repository_missing"));
    }

    @Test
    void showsNothingOfAnotherTeam() {
        Team other = Team.registered();
        push(other, "acme/one", "secret.txt", "a needle of the other team\n");

        get("q=needle&case_sensitive=false&ref=*")
                .statusCode(200)
                .body("matches.path", equalTo(List.of("docs/app.md", "src/App.java")));
        get("q=of+the+other+team&ref=*").statusCode(200).body("matches", hasSize(0));
        team.as(other.token("org", "org:read"))
                .get("/api/search?q=needle")
                .then()
                .statusCode(200)
                .body("matches.path", equalTo(List.of("secret.txt")));
    }

    @Test
    void limitsATokenToItsRepository() {
        String token = team.token("acme/one", "org:read");

        get("q=needle&case_sensitive=false", token)
                .statusCode(200)
                .body("matches.repo.name", equalTo(List.of("acme/one")));
        get("q=needle&repository=acme/two", token).statusCode(403).body("code", equalTo("other_repository"));
        get("q=needle", team.token("org", "git:read")).statusCode(403);
    }

    @Test
    void returnsPages() {
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            var page = team.as(team.token("org", "org:read"))
                    .body("""
                            {"query": {"pattern": "needle", "case_sensitive": false},
                             "pagination": {"limit": 1, "cursor": "%s"}}
                            """.formatted(cursor))
                    .post("/api/search")
                    .then()
                    .statusCode(200)
                    .extract();
            found.addAll(page.path("matches.path"));
            cursor = page.path("next_cursor");
        } while (cursor != null);

        assertThat(found).containsExactly("docs/app.md", "src/App.java");
    }

    @Test
    void refusesWhatItCannotSearchFor() {
        get("q=ab").statusCode(400).body("code", equalTo("pattern_too_general"));
        get("q=%28foo%29%3F").statusCode(400).body("code", equalTo("pattern_too_general"));
        get("q=%28foo").statusCode(400).body("code", equalTo("pattern_invalid"));
        get("limit=5").statusCode(400).body("error", containsString("'q'"));
        get("q=needle&cursor=xx").statusCode(400).body("code", equalTo("cursor_invalid"));
        get("q=needle&limit=many").statusCode(400);
    }
}
