package dev.millrace.githttp.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.ErrorManager;
import java.util.logging.Level;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class CredentialResourceIT {

    private static final String V1 = "/api/v1/repos/git-credentials";
    private static final String NEWER = "/api/repos/acme%2Fmirror/git-credentials";

    @Inject
    Catalog catalog;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Team team;

    @BeforeEach
    void makeAMirror() {
        team = Team.registered();
        create(
                "acme/mirror",
                "{'base_repo':{'provider':'gitea','owner':'o','name':'n','upstream_host':'git.example.com'}}");
    }

    @Test
    void storesRotatesAndDeletes() {
        String id = as("acme/mirror")
                .body(json("{'repo_id':'acme/mirror','username':'ann','password':'one'}"))
                .post(V1)
                .then()
                .statusCode(201)
                .body("id", startsWith("ggc_"))
                .body("created_at", notNullValue())
                .extract()
                .path("id");
        assertThat(stored()).contains(new UpstreamCredential(Optional.of("ann"), "one"));

        as("org")
                .body(json("{'id':'%s','username':'bob','password':'two'}".formatted(id)))
                .put(V1)
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("created_at", notNullValue());
        assertThat(stored()).contains(new UpstreamCredential(Optional.of("bob"), "two"));

        as("org").body(json("{'id':'%s'}".formatted(id))).delete(V1).then().statusCode(204);
        assertThat(stored()).isEmpty();
        as("org").body(json("{'id':'%s'}".formatted(id))).delete(V1).then().statusCode(404);
        as("org")
                .body(json("{'id':'%s','password':'x'}".formatted(id)))
                .put(V1)
                .then()
                .statusCode(404)
                .body("code", equalTo("credential_missing"));
    }

    @Test
    void doesTheSameByTheNewerRoutes() {
        String id = as("acme/mirror")
                .body(json("{'password':'token'}"))
                .post(NEWER)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        assertThat(stored()).contains(new UpstreamCredential(Optional.empty(), "token"));

        as("acme/mirror")
                .body(json("{'password':'other'}"))
                .put(NEWER + "/" + id)
                .then()
                .statusCode(200);
        assertThat(stored()).contains(new UpstreamCredential(Optional.empty(), "other"));
        as("acme/mirror").delete(NEWER + "/" + id).then().statusCode(204);
        assertThat(stored()).isEmpty();
    }

    @Test
    void takesNameOrIdInTokenAndBody() {
        String repositoryId =
                catalog.find(team.slug(), "acme/mirror").orElseThrow().id().toString();

        as(repositoryId)
                .body(json("{'repo_id':'acme/mirror','password':'x'}"))
                .post(V1)
                .then()
                .statusCode(201);
        as("acme/mirror")
                .body(json("{'repo_id':'%s','password':'x'}".formatted(repositoryId)))
                .post(V1)
                .then()
                .statusCode(409)
                .body("code", equalTo("credential_exists"));
    }

    @Test
    void refusesWhatMakesNoSense() {
        team.create("acme/own");

        as("acme/own").body(json("{'password':'x'}")).post(V1).then().statusCode(412);
        as("acme/mirror").body(json("{'username':'x'}")).post(V1).then().statusCode(400);
        as("acme/mirror").post(V1).then().statusCode(400);
        as("acme/mirror").body(json("{'password':''}")).post(V1).then().statusCode(400);
        as("acme/mirror")
                .body(json("{'repo_id':'acme/own','password':'x'}"))
                .post(V1)
                .then()
                .statusCode(403);
        as("acme/nothing").body(json("{'password':'x'}")).post(V1).then().statusCode(404);
        as("org").body(json("{'password':'x'}")).put(V1).then().statusCode(400);
        as("org").delete(V1).then().statusCode(400);
        team.as(team.token("acme/mirror", "git:write"))
                .body(json("{'password':'x'}"))
                .post(V1)
                .then()
                .statusCode(403);
    }

    @Test
    void reportsWhichUserNameBitbucketExpects() { // #9.23
        create("acme/bucket", "{'base_repo':{'provider':'bitbucket','owner':'o','name':'n'}}");

        as("acme/bucket")
                .body(json("{'password':'ATBBsecret'}"))
                .post(V1)
                .then()
                .statusCode(400)
                .body("error", containsString("user name"));
        as("acme/bucket")
                .body(json("{'username':'ann@example.com','password':'ATATTsecret'}"))
                .post(V1)
                .then()
                .statusCode(400)
                .body("error", containsString("e-mail"));
        as("acme/bucket")
                .body(json("{'password':'ATATTsecret'}"))
                .post(V1)
                .then()
                .statusCode(201);
    }

    @Test
    void isOfNoUseToAnotherTeam() {
        String id = as("acme/mirror")
                .body(json("{'password':'x'}"))
                .post(V1)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Team other = Team.registered();

        other.as(other.token("org", "repo:write"))
                .body(json("{'id':'%s','password':'y'}".formatted(id)))
                .put(V1)
                .then()
                .statusCode(404);
        other.as(other.token("org", "repo:write"))
                .body(json("{'id':'%s'}".formatted(id)))
                .delete(V1)
                .then()
                .statusCode(404);
        assertThat(stored()).contains(new UpstreamCredential(Optional.empty(), "x"));
    }

    @Test
    void keepsSecretsToItself() {
        String secret = "s3cret-" + UUID.randomUUID();
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        var log = new Recorder(seen);
        Logger root = LogContext.getLogContext().getLogger("");
        Level before = root.getLevel();
        root.setLevel(Level.FINE);
        root.addHandler(log);
        try {
            Response made = as("acme/mirror")
                    .body(json("{'repo_id':'acme/mirror','username':'user-%1$s','password':'%1$s'}".formatted(secret)))
                    .post(V1);
            seen.add(made.asString() + made.headers());
            String id = made.then().statusCode(201).extract().path("id");
            seen.add(as("acme/mirror")
                    .body(json("{'password':'%s'}".formatted(secret)))
                    .post(V1)
                    .asString());
            seen.add(as("acme/mirror")
                    .body("{\"password\": " + secret + "}")
                    .post(V1)
                    .asString());
            seen.add(as("acme/mirror")
                    .body("{\"password\": {\"" + secret + "\": 1}}")
                    .post(V1)
                    .asString());
            seen.add(as("org")
                    .body(json("{'id':'%s','password':'%s'}".formatted(id, secret)))
                    .put(V1)
                    .asString());
            seen.add(create(
                            "acme/imported",
                            "{'base_repo':{'operation':'import','url':'https://git.example.com/a.git',"
                                    + "'auth':{'username':'user-%1$s','password':'%1$s'}}}".formatted(secret))
                    .asString());
            seen.add(create(
                            "acme/refused",
                            "{'base_repo':{'provider':'gitea','owner':'o','name':'n','auth':{'password':'%s'}}}"
                                    .formatted(secret))
                    .asString());
            seen.add(create(
                            "acme/refused",
                            "{'base_repo':{'operation':'import','url':'https://u:%s@git.example.com/a.git'}}"
                                    .formatted(secret))
                    .asString());
            seen.add(as("acme/mirror").get("/api/v1/repos").asString());
        } finally {
            root.removeHandler(log);
            root.setLevel(before);
        }

        assertThat(log.records()).as("log lines").isPositive();
        assertThat(seen).noneMatch(text -> text.contains(secret));
        assertThat(dump()).isNotEmpty().noneMatch(row -> row.contains(secret) || row.contains(hex(secret)));
    }

    /** Every row of every table of the schema as text, binary columns in hex. */
    private List<String> dump() {
        return database.inTransaction(tx -> {
            List<String> tables = tx.handle()
                    .createQuery("select table_name from information_schema.tables where table_schema = 'git'")
                    .mapTo(String.class)
                    .list();
            assertThat(tables).contains("git_credential", "upstream", "outbox");
            List<String> rows = new ArrayList<>();
            for (String table : tables) {
                rows.addAll(tx.handle()
                        .createQuery("select t::text from git.\"%s\" t".formatted(table))
                        .mapTo(String.class)
                        .list());
            }
            return rows;
        });
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private Optional<UpstreamCredential> stored() {
        return upstreams.credential(
                catalog.find(team.slug(), "acme/mirror").orElseThrow().id());
    }

    private RequestSpecification as(String repository) {
        return team.as(team.token(repository, "repo:write")).urlEncodingEnabled(false);
    }

    private Response create(String name, String body) {
        return as(name).body(json(body)).post("/api/v1/repos");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    /** Records what is logged. */
    private static final class Recorder extends ExtHandler {

        private final List<String> lines;
        private int records;

        Recorder(List<String> lines) {
            this.lines = lines;
            setLevel(Level.ALL);
            setErrorManager(new ErrorManager());
        }

        @Override
        protected void doPublish(ExtLogRecord record) {
            if (record.getLoggerName() != null && record.getLoggerName().startsWith("org.apache.http")) {
                return; // the client of this test
            }
            records++;
            lines.add(record.getLoggerName() + " " + record.getFormattedMessage() + " " + record.getThrown() + " "
                    + record.getMdcCopy());
        }

        int records() {
            return records;
        }
    }
}
