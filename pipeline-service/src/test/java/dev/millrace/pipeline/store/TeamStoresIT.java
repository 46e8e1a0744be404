package dev.millrace.pipeline.store;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.Topic;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.platform.ActionAudited;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class TeamStoresIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final String SECRET = "open-sesame-42";

    @Inject
    Database database;

    @Inject
    Builds builds;

    @Inject
    Checks checks;

    @Inject
    ValueStore store;

    @Inject
    SecretBox box;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
        TestPerson.publishKey(scene.team, path("secrets"));
    }

    @Test
    void showsKeysOfSecretsAndNeverTheirValues() {
        Response added = put("secrets", "TOKEN", SECRET);
        assertThat(added.statusCode()).as(added.asString()).isEqualTo(201);
        assertThat(put("secrets", "TOKEN", SECRET).statusCode()).isEqualTo(200);
        assertThat(put("secrets", "TOKEN", SECRET + "!").statusCode()).isEqualTo(200);

        Response list = TestPerson.as(scene.team, Role.MEMBER).get(path("secrets"));

        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.asString()).doesNotContain("sesame");
        assertThat(list.jsonPath().getList("secrets")).hasSize(1);
        assertThat(list.jsonPath().getString("secrets[0].key")).isEqualTo("TOKEN");
        assertThat(list.jsonPath().getString("secrets[0].updatedBy")).isEqualTo("mona");
        assertThat(list.jsonPath().getString("secrets[0].updatedAt")).startsWith("20");
        assertThat(delete("secrets", "TOKEN").statusCode()).isEqualTo(204);
        assertThat(delete("secrets", "TOKEN").statusCode()).isEqualTo(204);
        assertThat(audited())
                .as("what changed nothing has no entry")
                .containsExactly("secret.added TOKEN", "secret.changed TOKEN", "secret.deleted TOKEN");
    }

    @Test
    void showsConfigsToMembers() {
        put("configs", "REGION", "eu\nwest");

        Response list = TestPerson.as(scene.team, Role.MEMBER).get(path("configs"));

        assertThat(list.jsonPath().getString("configs[0].value")).isEqualTo("eu\nwest");
        assertThat(TestPerson.administrator().get(path("configs")).statusCode()).isEqualTo(200);
        delete("configs", "REGION");
        assertThat(audited()).containsExactly("config.added REGION", "config.deleted REGION");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secrets", "configs"})
    void letsMembersReadAndMaintainersWriteInTheirTeamOnly(String kind) {
        Map<String, String> body = Map.of("value", "x");
        Scene other = Scene.set();

        for (Role role : Role.values()) {
            assertThat(TestPerson.as(scene.team, role).get(path(kind)).statusCode())
                    .as("%s reads", role)
                    .isEqualTo(role.includes(Role.MEMBER) ? 200 : 403);
            assertThat(TestPerson.as(scene.team, role)
                            .body(body)
                            .put(path(kind) + "/OF_" + role)
                            .statusCode())
                    .as("%s writes", role)
                    .isEqualTo(role.includes(Role.MAINTAINER) ? 201 : 403);
            assertThat(TestPerson.as(scene.team, role)
                            .delete(path(kind) + "/OF_" + role)
                            .statusCode())
                    .isEqualTo(role.includes(Role.MAINTAINER) ? 204 : 403);
        }
        assertThat(TestPerson.as(other.team, Role.OWNER).get(path(kind)).statusCode())
                .isEqualTo(404);
        assertThat(TestPerson.as(other.team, Role.OWNER)
                        .body(body)
                        .put(path(kind) + "/A")
                        .statusCode())
                .isEqualTo(404);
        assertThat(scene.as("git:write", "repo:write", "org:read", "team:write")
                        .get(path(kind))
                        .statusCode())
                .as("a token that a key of the team signed")
                .isEqualTo(403);
        assertThat(TestPerson.as(
                                scene.team,
                                Optional.of(Role.OWNER),
                                Set.of(Scope.TEAM_WRITE),
                                Optional.of(scene.repository),
                                false)
                        .get(path(kind))
                        .statusCode())
                .as("a token for one repository")
                .isEqualTo(403);
        assertThat(TestPerson.as(scene.team, Optional.of(Role.OWNER), Set.of(Scope.ORG_READ), Optional.empty(), false)
                        .get(path(kind))
                        .statusCode())
                .as("a token without team:write")
                .isEqualTo(403);
        assertThat(RestAssured.get(path(kind)).statusCode()).isEqualTo(401);
    }

    @Test
    void rejectsWhatCannotBeAVariable() {
        assertThat(put("secrets", "1A", "x").jsonPath().getString("code")).isEqualTo("invalid_key");
        assertThat(put("secrets", "A".repeat(101), "x").statusCode()).isEqualTo(400);
        assertThat(put("secrets", "A", "x".repeat(65_537)).jsonPath().getString("code"))
                .isEqualTo("invalid_value");
        assertThat(put("secrets", "A", "a\0b").statusCode()).isEqualTo(400);
        assertThat(put("secrets", "A", "\u00e9".repeat(32_768)).statusCode()).isEqualTo(201);
        assertThat(maintainer().body("{}").put(path("secrets") + "/A").statusCode())
                .isEqualTo(400);
        assertThat(maintainer().get(path("secrets") + "?limit=x").statusCode()).isEqualTo(400);
        assertThat(maintainer().get(path("secrets") + "?cursor=-").statusCode()).isEqualTo(400);
    }

    @Test
    void pagesInTheOrderOfKeys() {
        for (String key : List.of("b", "A", "_", "B", "a1", "a")) {
            put("configs", key, "of " + key);
        }
        List<String> keys = new ArrayList<>();

        String next = "";
        while (next != null) {
            Response page = maintainer().get(path("configs") + "?limit=2" + (next.isEmpty() ? "" : "&cursor=" + next));
            keys.addAll(page.jsonPath().getList("configs.key"));
            next = page.jsonPath().getString("next");
        }

        assertThat(keys).containsExactly("A", "B", "_", "a", "a1", "b");
    }

    @Test
    void keepsTheLimitOfATeamAlsoWhenTwoAddTheLastOne() throws Exception {
        database.useTransaction(tx -> tx.handle()
                .execute(
                        "insert into pipeline.team_value select ?, 'secrets', 'K' || n, ''::bytea, now(), 'ada'"
                                + " from generate_series(1, 499) n",
                        scene.team));

        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var result : threads.invokeAll(List.<Callable<Integer>>of(
                    () -> put("secrets", "X", "1").statusCode(),
                    () -> put("secrets", "Y", "1").statusCode()))) {
                statuses.add(result.get());
            }
        }

        assertThat(statuses).containsExactlyInAnyOrder(201, 409);
        assertThat(put("secrets", "K7", "another").statusCode()).isEqualTo(200);
        assertThat(put("configs", "X", "1").statusCode()).isEqualTo(201);
    }

    @Test
    void givesAJobItsValuesAndKeepsTheSecretsOutOfEverythingThatItPrints() {
        put("secrets", "TOKEN", SECRET);
        put("secrets", "PEM", "-----BEGIN-----\nfirst-line-of-it\nlast-line-of-it\n-----END-----\n");
        put("configs", "REGION", "eu-west");
        put("configs", "FLAVOUR", "of the store");

        UUID id = run(
                job(
                                "print",
                                "echo \"region=$REGION flavour=$FLAVOUR length=${#TOKEN}\"",
                                "echo \"plain $TOKEN\"; echo \"$PEM\" | sed 's/^/> /'",
                                "printf 'x:%s:y' \"$TOKEN\" | base64; printf '%s' \"$PEM\" | base64",
                                "echo \"$TOKEN\" | rev",
                                "set -x; : \"$TOKEN\"; set +x",
                                "printf 'split open-ses'; sleep 1; printf 'ame-42'; sleep 1; echo",
                                "for (( i = 0; i < ${#TOKEN}; i++ )); do printf '%s' \"${TOKEN:i:1}\"; done; echo",
                                "printf 'at the end %s' \"$TOKEN\"; exit 1")
                        + "        env: { secrets: [TOKEN, PEM], configs: [REGION, FLAVOUR] }\n",
                job("other", "env | grep -c sesame || true; echo \"${TOKEN:-none}\"") + "        if: always()\n");

        String log = scene.log(id, "print");
        assertThat(log)
                .contains("region=eu-west flavour=plain length=14\n", "plain ***\n", "> ***\n", "split ***\n")
                .contains("at the end ***\n")
                .doesNotContain("sesame", "line-of-it", "emases");
        for (int i = 0; i < SECRET.length() - 6; i++) {
            assertThat(log).doesNotContain(SECRET.substring(i, i + 6));
        }
        assertThat(log.lines().filter(line -> line.length() > 60)).isEmpty();
        assertThat(scene.log(id, "other")).isEqualTo("0\nnone\n");
        assertThat(scene.awaitCompletedChecks(1).getFirst().toString())
                .contains("at the end ***")
                .doesNotContain("sesame");
    }

    @Test
    void failsAJobWhoseKeyDoesNotExistAndDoesNotRepeatIt() {
        UUID id = run(job("deploy", "echo ran")
                + "        env: { secrets: [NOWHERE] }\n        retries: { limit: 3, on: [failure] }\n");

        JsonNode job = scene.build(id).at("/jobs/0");
        assertThat(job.get("state").asText()).isEqualTo("failed");
        assertThat(job.get("attempts").asInt()).isEqualTo(1);
        assertThat(job.get("reason").asText())
                .isEqualTo("'NOWHERE' is not in the secrets store of team '%s'".formatted(scene.team));
        assertThat(scene.log(id, "deploy")).contains("'NOWHERE' is not in").doesNotContain("ran");
        assertThat(scene.build(id).get("warnings")).isNullOrEmpty();
    }

    @Test
    void givesNothingToTheBuildOfAForkNorToItsNextAttempt() {
        put("secrets", "TOKEN", SECRET);
        String file = scene.opsFile(job("deploy", "echo ran") + "        env: { secrets: [TOKEN] }\n");
        BuildRow build = scene.newBuild(scene.mirrored(file), file);
        queue(build, "true");
        scene.awaitEnded(1);
        assertThat(scene.build(build.id()).at("/jobs/0/reason").asText())
                .startsWith("secrets are not given to changes from forks");

        String next = scene.as("git:write")
                .contentType(ContentType.JSON)
                .post("/api/builds/{id}/rerun", build.id())
                .jsonPath()
                .getString("id");

        scene.awaitEnded(2);
        assertThat(scene.build(UUID.fromString(next)).at("/jobs/0/state").asText())
                .isEqualTo("failed");
        assertThat(untrusted("build", "id", UUID.fromString(next))).contains(true);
    }

    /** An instance of the previous version does not state it. */
    @Test
    void trustsNoChangeOfWhichItIsNotKnown() {
        put("secrets", "TOKEN", SECRET);
        String file = scene.opsFile(job("deploy", "echo ran") + "        env: { secrets: [TOKEN] }\n");
        BuildRow build = scene.newBuild(scene.mirrored(file), file);

        queue(build, "null");

        scene.awaitEnded(1);
        assertThat(scene.build(build.id()).get("state").asText()).isEqualTo("failed");
    }

    @Test
    void storesWithTheTriggerOfAForkThatItIsUntrusted() {
        var fork = scene.forge.fromFork(scene.forge.change(Action.OPENED, 7, "f".repeat(40)));
        var own = scene.forge.change(Action.OPENED, 8, "e".repeat(40));

        scene.publish(fork);
        scene.publish(own);

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(untrusted("trigger", "event_id", fork.eventId()))
                        .contains(true));
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(untrusted("trigger", "event_id", own.eventId()))
                        .contains(false));
    }

    @Test
    void opensNoSecretThatWasCopiedToAnotherKey() {
        put("secrets", "TOKEN", SECRET);
        byte[] sealed = database.inTransaction(tx -> {
            tx.handle()
                    .execute(
                            "insert into pipeline.team_value select team, store, 'COPY', value, updated_at, updated_by"
                                    + " from pipeline.team_value where team = ? and key = 'TOKEN'",
                            scene.team);
            return store.find(tx, scene.team, StoreKind.SECRETS, Set.of("TOKEN"))
                    .getFirst()
                    .value();
        });
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("sesame");

        UUID id = run(job("copy", "echo ran") + "        env: { secrets: [COPY] }\n");

        assertThat(scene.build(id).get("state").asText()).isEqualTo("error");
        assertThat(scene.build(id).at("/jobs/0/reason").asText()).contains("cannot be read");
        assertThat(scene.log(id, "copy")).doesNotContain("ran\n");
    }

    @Test
    void isSeenByEveryInstanceAtOnceAndNotAtAllIfItIsNotCommitted() {
        var another =
                new DatabaseValues(new Database(database.dataSource()), store, StoreKind.SECRETS, Sealing.with(box));
        put("secrets", "TOKEN", "first");
        assertThat(another.read(scene.team, Set.of("TOKEN"))).containsEntry("TOKEN", "first");
        put("secrets", "TOKEN", "second");
        assertThat(another.read(scene.team, Set.of("TOKEN"))).containsEntry("TOKEN", "second");
        delete("secrets", "TOKEN");
        assertThat(another.read(scene.team, Set.of("TOKEN"))).isEmpty();

        // an instance that is killed before its commit
        assertThatThrownBy(() -> database.useTransaction(tx -> {
                    another.put(tx, new NewValue(scene.team, "LOST", "x", "ada", Instant.now()));
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        assertThat(another.read(scene.team, Set.of("LOST"))).isEmpty();
        assertThat(put("secrets", "LOST", "x").statusCode()).isEqualTo(201);
    }

    private String path(String kind) {
        return "/api/teams/%s/%s".formatted(scene.team, kind);
    }

    private RequestSpecification maintainer() {
        return TestPerson.as(scene.team, Role.MAINTAINER);
    }

    private Response put(String kind, String key, String value) {
        return maintainer().body(Map.of("value", value)).put(path(kind) + "/" + key);
    }

    private Response delete(String kind, String key) {
        return maintainer().delete(path(kind) + "/" + key);
    }

    /** Actions on the values of this team that have arrived once one that is made now has, in their order. */
    private List<String> audited() {
        put("configs", "LAST_ONE", "x");
        return await()
                .atMost(TIMEOUT)
                .until(
                        () -> TestEvents.all(
                                        Topic.PLATFORM_AUDIT,
                                        ActionAudited.class,
                                        event -> event.team().equals(Optional.of(scene.team)))
                                .stream()
                                .peek(event -> {
                                    assertThat(event.service()).isEqualTo("pipeline");
                                    assertThat(event.actor()).isEqualTo("mona");
                                    assertThat(event.user()).contains(TestPerson.USER);
                                    assertThat(event.before()).isEmpty();
                                    assertThat(event.after()).isEmpty();
                                })
                                .map(event -> event.action() + " " + event.target())
                                .toList(),
                        all -> all.contains("config.added LAST_ONE"))
                .stream()
                .filter(action -> !action.endsWith("LAST_ONE"))
                .toList();
    }

    private UUID run(String... jobs) {
        String file = scene.opsFile(jobs);
        BuildRow build = scene.newBuild(scene.mirrored(file), file);
        queue(build, "false");
        scene.awaitEnded(1);
        return build.id();
    }

    private void queue(BuildRow build, String untrusted) {
        database.useTransaction(tx -> {
            builds.queue(tx, build);
            tx.handle()
                    .execute("update pipeline.build set untrusted = %s where id = ?".formatted(untrusted), build.id());
            checks.buildChanged(tx, build.id());
        });
    }

    private Optional<Boolean> untrusted(String table, String id, UUID value) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select untrusted from pipeline.%s where %s = :id".formatted(table, id))
                .bind("id", value)
                .mapTo(Boolean.class)
                .findOne());
    }
}
