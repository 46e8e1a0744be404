package dev.millrace.githttp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.Upstream.State;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
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
class LifecycleIT {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String PUBLIC =
            "{'base_repo':{'provider':'github','owner':'o','name':'n','auth':{'auth_type':'public'}},"
                    + "'default_branch':'main'}";
    private static final String GENERIC = "{'base_repo':{'provider':'gitlab','owner':'group/sub','name':'n',"
            + "'default_branch':'trunk'},'default_branch':'main'}";

    @Inject
    Catalog catalog;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Team team;

    @BeforeEach
    void register() {
        team = Team.registered();
    }

    @Test
    void followsAPublicRepositoryAtOnce() {
        create("acme/public", PUBLIC).statusCode(201).body("repo_id", notNullValue());

        StoredRepository made = found("acme/public");
        assertThat(made.upstream().orElseThrow().state()).isEqualTo(State.RUNNING);
        assertThat(made.upstream().orElseThrow().origin().mode()).isEqualTo(UpstreamMode.PUBLIC);
        assertThat(request(made).reason()).contains("https://github.com/o/n.git");
        list().body("repos[0].base_repo.provider", equalTo("github"))
                .body("repos[0].base_repo.owner", equalTo("o"))
                .body("repos[0].base_repo.sync_state", equalTo("running"));
    }

    @Test
    void answersThatASyncIsInProgressUntilTheFirstOneEnds() {
        create("acme/public", PUBLIC).statusCode(201);
        UUID id = found("acme/public").id();

        for (String path : List.of("/api/v1/repo", "/api/v1/repos/file?path=a", "/api/repos/acme%2Fpublic")) {
            get("acme/public", path)
                    .statusCode(409)
                    .header("Retry-After", "5")
                    .body("error", startsWith("repository sync in progress. please retry short"))
                    .body("code", equalTo("sync_in_progress"));
        }
        create("acme/fork", fork("acme/public", ""))
                .statusCode(409)
                .body("error", startsWith("repository sync in progress"));

        for (String named : List.of("acme%2Fpublic", id.toString())) {
            team.as(team.token("acme/public", "repo:write"))
                    .urlEncodingEnabled(false)
                    .get("/api/repositories/" + named)
                    .then()
                    .statusCode(200)
                    .body("repo_id", equalTo(id.toString()))
                    .body("repo_name", equalTo("acme/public"))
                    .body("base_repo.sync_state", equalTo("running"));
        }
        database.useTransaction(tx -> upstreams.succeeded(tx, id));
        get("acme/public", "/api/v1/repo").statusCode(200).body("base_repo.sync_state", equalTo("synced"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'base_repo':{'provider':'gitea','owner':'o','name':'n','upstream_host':'127.0.0.1'}}",
                "{'base_repo':{'provider':'gitea','owner':'o','name':'n','upstream_host':'169.254.169.254:80'}}",
                "{'base_repo':{'provider':'gitlab','owner':'o','name':'n','upstream_host':'10.1.2.3:8443'}}",
                "{'base_repo':{'provider':'github','owner':'o','name':'n','upstream_host':'192.168.1.1',"
                        + "'auth':{'auth_type':'public'}}}",
                "{'base_repo':{'provider':'gitea','owner':'o','name':'n','upstream_host':'2130706433'}}",
                "{'base_repo':{'operation':'import','url':'https://127.0.0.1/o/n.git'}}",
                "{'base_repo':{'operation':'import','url':'https://10.1.2.3:8443/o/n.git'}}"
            })
    void makesNoMirrorOfAnUpstreamThatMustNotBeReached(String body) { // #9.10
        create("acme/inside", body)
                .statusCode(400)
                .body("code", equalTo("base_repo_invalid"))
                .body("error", startsWith("base_repo: "));

        get("acme/inside", "/api/v1/repo").statusCode(404);
    }

    @Test
    void reportsThatAMirrorOfSourceHutIsReadOnly() { // #9.23
        create("acme/hut", "{'base_repo':{'provider':'sr.ht','owner':'ann','name':'n.git'}}")
                .statusCode(201)
                .body("message", containsString("git.sr.ht (SourceHut) accepts no pushes over HTTPS"));

        get("acme/hut", "/api/v1/repo").body("base_repo.owner", equalTo("~ann"));
        create("acme/lab", GENERIC).statusCode(201).body("message", equalTo("repository created"));
    }

    @Test
    void waitsForCredentialAndRequestOfAGenericUpstream() {
        create("acme/generic", GENERIC).statusCode(201);

        StoredRepository made = found("acme/generic");
        assertThat(made.upstream().orElseThrow().state()).isEqualTo(State.WAITING);
        assertThat(made.head()).isEqualTo("refs/heads/trunk");
        assertThat(made.upstream().orElseThrow().origin().defaultBranch()).contains("trunk");
        get("acme/generic", "/api/v1/repo").statusCode(200).body("base_repo.owner", equalTo("group/sub"));

        pull("acme/generic", "{'ref':'main','after':'%s'}".formatted(COMMIT))
                .statusCode(202)
                .body("message", equalTo("Repository sync initiated successfully"));

        assertThat(found("acme/generic").upstream().orElseThrow().state()).isEqualTo(State.RUNNING);
        SyncRequested request = request(made);
        assertThat(request.ref()).contains("main");
        assertThat(request.after()).contains(COMMIT);
    }

    @Test
    void pullsByBothGenerationsOfRoutes() {
        create("acme/generic", GENERIC).statusCode(201);

        pull("acme/generic", "").statusCode(202);
        team.as(team.token("acme/generic", "git:write"))
                .urlEncodingEnabled(false)
                .body("{}")
                .post("/api/repos/acme%2Fgeneric/pull-upstream")
                .then()
                .statusCode(202);
        pull("acme/generic", "{'ref':'a..b'}").statusCode(400);
        pull("acme/generic", "{'after':'main'}").statusCode(400);
        pull("acme/missing", "{}").statusCode(404);
        team.as(team.token("acme/generic", "git:read"))
                .post("/api/v1/repos/pull-upstream")
                .then()
                .statusCode(403);
        team.create("acme/own");
        pull("acme/own", "{}").statusCode(400).body("code", equalTo("upstream_missing"));
    }

    @Test
    void followsThroughTheAppWhatTheTeamReaches() {
        String body = "{'base_repo':{'provider':'github','owner':'Octo-Org','name':'n'}}";
        create("acme/app", body)
                .statusCode(412)
                .body("code", equalTo("github_app_missing"))
                .body("error", startsWith("GitHub App configuration missing"));

        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                "github.com",
                UUID.randomUUID().toString(),
                "7",
                "octo-org",
                team.slug(),
                InstallationLinked.State.ACTIVE,
                Instant.now()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> create("acme/app", body).statusCode(201));

        StoredRepository made = found("acme/app");
        assertThat(made.upstream().orElseThrow().origin().mode()).isEqualTo(UpstreamMode.GITHUB_APP);
        assertThat(made.isMirror()).isTrue();
        assertThat(request(made).reason()).contains("Octo-Org/n");
        create(
                        "acme/enterprise",
                        body.replace(
                                "'name'", "'upstream_host':'ghe.example.com','auth':{'auth_type':'github_app'},'name'"))
                .statusCode(412);
    }

    @Test
    void importsOnce() {
        create(
                        "acme/imported",
                        "{'base_repo':{'operation':'import','url':'https://git.example.com/a/b.git',"
                                + "'auth':{'username':'u','password':'p'}}}")
                .statusCode(201);

        StoredRepository made = found("acme/imported");
        assertThat(made.upstream().orElseThrow().origin().operation()).isEqualTo(UpstreamOperation.IMPORT);
        assertThat(upstreams.credential(made.id())).contains(new UpstreamCredential(Optional.of("u"), "p"));
        request(made);
        database.useTransaction(tx -> upstreams.succeeded(tx, made.id()));
        get("acme/imported", "/api/v1/repo").statusCode(200).body("base_repo", nullValue());
        pull("acme/imported", "{}").statusCode(400);
    }

    @Test
    void makesARepositoryOnceWhateverItFollows() {
        create("acme/public", PUBLIC).statusCode(201);

        create("acme/public", PUBLIC).statusCode(409).body("code", equalTo("repository_has_upstream"));
        create("acme/public", "{}").statusCode(409).body("code", equalTo("repository_has_upstream"));
        team.create("acme/own");
        create("acme/own", PUBLIC).statusCode(409).body("code", equalTo("repository_exists"));
    }

    @Test
    void deletesOnceAndKeepsTheNameReserved() {
        team.create("acme/old");
        String id = found("acme/old").id().toString();

        delete("acme/old").statusCode(200).body("repo_id", equalTo(id)).body("message", notNullValue());

        get("acme/old", "/api/v1/repo").statusCode(404);
        delete("acme/old").statusCode(409).body("code", equalTo("repository_deleted"));
        delete("acme/never").statusCode(404);
        create("acme/old", "{}").statusCode(409).body("code", equalTo("repository_deleted"));
        list().body("repos.size()", equalTo(0));
    }

    @Test
    void deletesByTheNewerRoute() {
        team.create("acme/old");

        for (int status : List.of(200, 409)) {
            team.as(team.token("acme/old", "repo:write"))
                    .urlEncodingEnabled(false)
                    .delete("/api/repos/acme%2Fold")
                    .then()
                    .statusCode(status);
        }
    }

    @Test
    void detachesAgainAndAgain() {
        create("acme/generic", GENERIC).statusCode(201);
        pull("acme/generic", "{}").statusCode(202);
        catalog.create(
                new NewRepository(team.slug(), new RepositoryName("acme/app"), Optional.of("github.com:1"), "main"));

        for (String name : List.of("acme/generic", "acme/generic", "acme/app", "acme/app")) {
            team.as(team.token(name, "git:write"))
                    .delete("/api/v1/repos/base")
                    .then()
                    .statusCode(200);
        }

        get("acme/generic", "/api/v1/repo").statusCode(200).body("base_repo", nullValue());
        pull("acme/generic", "{}").statusCode(400);
        assertThat(found("acme/generic").isMirror()).isFalse();
        assertThat(found("acme/app").isMirror()).isFalse();
        team.as(team.token("acme/app", "git:write"))
                .urlEncodingEnabled(false)
                .delete("/api/repos/acme%2Fapp/base")
                .then()
                .statusCode(200);
    }

    @Test
    void findsByNameOrIdForATokenOfEither() {
        team.create("acme/widgets").create("acme/other");
        String id = found("acme/widgets").id().toString();

        for (String claim : List.of("acme/widgets", id)) {
            for (String path : List.of("acme%2Fwidgets", id)) {
                get(claim, "/api/repos/" + path).statusCode(200).body("repo_name", equalTo("acme/widgets"));
            }
            get(claim, "/api/repos/acme%2Fother").statusCode(403).body("code", equalTo("other_repository"));
        }
        get("acme/nothing", "/api/repos/acme%2Fnothing").statusCode(404);
        get("acme/widgets", "/api/repos/..%2Fwidgets").statusCode(403);
        team.as(team.token("org", "org:read"))
                .get("/api/repos")
                .then()
                .statusCode(200)
                .body("repos.size()", equalTo(2));
    }

    @Test
    void makesByTheNewerRouteWithTheBranchInTheQuery() {
        team.as(team.token("acme/new", "repo:write"))
                .queryParam("default_branch", "dev")
                .post("/api/repos")
                .then()
                .statusCode(201)
                .body("repo_name", equalTo("acme/new"));

        get("acme/new", "/api/repos/acme%2Fnew").statusCode(200).body("default_branch", equalTo("dev"));
    }

    @Test
    void reportsWhereTheBodyIsBrokenAndNotWhatItHolds() {
        create("acme/broken", "{'base_repo': {'auth': {'password': hidden-word}}}")
                .statusCode(400)
                .body("error", containsString("line 1"))
                .body("error", org.hamcrest.Matchers.not(containsString("hidden-word")));
    }

    @Test
    void followsAPrivateGitHubRepositoryWithALoginInOneStep() { // #9.18
        create(
                        "acme/enterprise",
                        "{'base_repo':{'provider':'github','owner':'o','name':'n','upstream_host':'ghe.example.com',"
                                + "'auth':{'auth_type':'credentials','username':'bot','token':'s3cret-token'}}}")
                .statusCode(201);

        StoredRepository made = found("acme/enterprise");
        assertThat(made.upstream().orElseThrow().origin().mode()).isEqualTo(UpstreamMode.CREDENTIALS);
        assertThat(made.upstream().orElseThrow().state()).isEqualTo(Upstream.State.RUNNING);
        assertThat(upstreams.credential(made.id()))
                .contains(new UpstreamCredential(Optional.of("bot"), "s3cret-token"));
        assertThat(request(made).reason()).contains("o/n").doesNotContain("s3cret");
    }

    private String fork(String source, String more) {
        return "{'base_repo':{'provider':'code','name':'%s','operation':'fork'%s,'auth':{'token':'%s'}}}"
                .formatted(source, more, team.token(source, "git:read"));
    }

    private ValidatableResponse create(String name, String body) {
        return team.as(team.token(name, "repo:write"))
                .body(body.replace('\'', '"'))
                .post("/api/v1/repos")
                .then();
    }

    private ValidatableResponse pull(String name, String body) {
        return team.as(team.token(name, "git:write"))
                .body(body.replace('\'', '"'))
                .post("/api/v1/repos/pull-upstream")
                .then();
    }

    private ValidatableResponse delete(String name) {
        return team.as(team.token(name, "repo:write"))
                .delete("/api/v1/repos/delete")
                .then();
    }

    private ValidatableResponse get(String claim, String path) {
        return team.as(team.token(claim, "git:read"))
                .urlEncodingEnabled(false)
                .get(path)
                .then();
    }

    private ValidatableResponse list() {
        return team.as(team.token("org", "org:read"))
                .get("/api/v1/repos")
                .then()
                .statusCode(200);
    }

    private StoredRepository found(String name) {
        return catalog.find(team.slug(), name).orElseThrow();
    }

    private static SyncRequested request(StoredRepository repository) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> TestEvents.all(
                                Topic.GIT_SYNC_REQUESTS,
                                SyncRequested.class,
                                request -> request.repositoryId().equals(repository.id())),
                        requests -> !requests.isEmpty())
                .getLast();
    }
}
