package dev.millrace.githttp.forward;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.git.GitStorage;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.githttp.lfs.LfsClient;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Large files pushed to a mirror, with the real git-lfs as client and the LFS server of a forge as upstream. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class MirrorLfsIT {

    private static final String TYPE = "application/vnd.git-lfs+json";
    private static final byte[] CONTENT = LfsClient.bytes(11, 300_000);
    private static final String OID = LfsClient.oid(CONTENT);

    private final Path folder = TestGit.freshFolder();

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Team team;
    private Mirrored mirror;
    private String token;

    @BeforeEach
    void makeMirror() {
        team = Team.registered();
        mirror = new Mirrored.Maker(storage, upstreams, database).make(team, UpstreamMode.CREDENTIALS);
        token = team.token(mirror.name(), "git:write");
    }

    @Test
    void pushesLargeFilesThroughAMirror() throws IOException { // #9.21
        TestGit work = workWithLargeFile();
        work.ok("config", "lfs.locksverify", "true");

        work.ok("push", "-q", "origin", "main");

        assertThat(ForgeLfs.stored(mirror.name(), OID))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(CONTENT));
        assertThat(isStoredHere()).isTrue();
        assertThat(mirror.there()).containsKey("refs/heads/main").isEqualTo(mirror.here());
    }

    @Test
    void sendsTheCredentialOfTheStorageAlone() { // #9.21
        batch().statusCode(200).body("objects[0].actions", hasKey("upload"));

        put(CONTENT).statusCode(200);

        assertThat(ForgeLfs.stored(mirror.name(), OID)).isPresent();
    }

    @Test
    void passesARefusalOfTheUpstreamOnWithTheRemedy() throws IOException { // #9.21
        ForgeLfs.refuse(mirror.name(), OID, "files of more than 100 KB are not accepted");
        TestGit work = workWithLargeFile();

        Run push = work.run("push", "origin", "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err())
                .contains(
                        "files of more than 100 KB are not accepted",
                        "git config lfs.pushurl " + Forge.url() + "/" + mirror.name() + ".git/info/lfs");
        assertThat(isStoredHere()).isFalse();
        assertThat(mirror.there()).isEmpty();
    }

    @Test
    void refusesPerObjectWhenTheLfsServerOfTheUpstreamDoes() { // #9.21
        ForgeLfs.fail(mirror.name(), "batch", 402);

        batch().statusCode(200)
                .body("objects[0].error.code", equalTo(402))
                .body(
                        "objects[0].error.message",
                        allOf(
                                containsString("large files are not part of your plan"),
                                containsString("lfs.pushurl"),
                                not(containsString(Forge.PASSWORD)))); // #9.8
    }

    @Test
    void storesNothingWhenTheUpstreamDoesNotTakeTheBytes() { // #9.21
        ForgeLfs.fail(mirror.name(), "storage", 507);

        put(CONTENT)
                .statusCode(507)
                .body(
                        "message",
                        allOf(
                                containsString("the storage quota is used up"),
                                not(containsString(ForgeLfs.STORAGE_KEY)),
                                not(containsString("c3RvcmFnZTprZXk")),
                                not(containsString("storage:key")))); // #9.8

        assertThat(isStoredHere()).isFalse();
    }

    @Test
    void storesNothingThatTheUpstreamCannotVerify() { // #9.21
        ForgeLfs.fail(mirror.name(), "verify", 409);

        put(CONTENT).statusCode(409);

        assertThat(isStoredHere()).isFalse();
    }

    @Test
    void keepsAWrongObjectFromTheUpstream() { // #9.21
        byte[] wrong = CONTENT.clone();
        wrong[wrong.length - 1] ^= 1;

        put(wrong).statusCode(422).body("message", containsString("SHA-256"));

        assertThat(ForgeLfs.stored(mirror.name(), OID)).isEmpty();
        assertThat(isStoredHere()).isFalse();
    }

    @Test
    void asksForNoUploadOfWhatTheUpstreamHas() { // #9.21
        ForgeLfs.store(mirror.name(), OID, CONTENT);

        batch().statusCode(200).body("objects[0].actions", nullValue()).body("objects[0].error", nullValue());
    }

    @Test
    void followsAnUpstreamThatHasMovedOnItsHost() { // #9.23
        ForgeLfs.move(mirror.name(), mirror.name() + "-renamed");

        put(CONTENT).statusCode(200);

        assertThat(ForgeLfs.stored(mirror.name() + "-renamed", OID)).isPresent();
        assertThat(isStoredHere()).isTrue();
    }

    @Test
    void keepsObjectsOfEphemeralBranchesHere() { // #9.21
        String ephemeral = "/" + mirror.name() + "+ephemeral.git/info/lfs/objects/" + OID + "/" + CONTENT.length;

        given().header("Authorization", "Bearer " + token)
                .contentType("application/octet-stream")
                .body(CONTENT)
                .put(ephemeral)
                .then()
                .statusCode(200);

        assertThat(ForgeLfs.stored(mirror.name(), OID)).isEmpty();
        assertThat(isStoredHere()).isTrue();
    }

    @Test
    void offersNoLocksOnAMirror() { // #9.21
        for (String call : List.of("locks", "locks/verify")) {
            given().header("Authorization", "Bearer " + token)
                    .contentType(TYPE)
                    .body("{\"path\":\"a.psd\"}")
                    .post("/" + mirror.name() + ".git/info/lfs/" + call)
                    .then()
                    .statusCode(404)
                    .body("message", containsString("offers no locks"));
        }
    }

    private TestGit workWithLargeFile() throws IOException {
        LfsClient lfs = LfsClient.configured(folder);
        TestGit work = lfs.init(folder.resolve("work"), team.remote(mirror.name(), token));
        Files.write(folder.resolve("work/large.bin"), CONTENT);
        work.ok("add", "large.bin");
        work.ok("commit", "-q", "-m", "add a large file");
        return work;
    }

    private ValidatableResponse batch() {
        return given().header("Authorization", "Bearer " + token)
                .contentType(TYPE)
                .body("{\"operation\":\"upload\",\"objects\":[{\"oid\":\"%s\",\"size\":%d}]}"
                        .formatted(OID, CONTENT.length))
                .post("/" + mirror.name() + ".git/info/lfs/objects/batch")
                .then();
    }

    private ValidatableResponse put(byte[] content) {
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/octet-stream")
                .body(content)
                .put("/" + mirror.name() + ".git/info/lfs/objects/" + OID + "/" + CONTENT.length)
                .then();
    }

    private boolean isStoredHere() {
        return storage.lfsObjects().find(mirror.id(), List.of(new LfsOid(OID))).containsKey(new LfsOid(OID));
    }
}
