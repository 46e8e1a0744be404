package dev.millrace.simulator.pulls;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.Forge;
import dev.millrace.simulator.HookReceiver;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class ChangeFollowsPushesIT {

    @TestHTTPResource("/")
    URI root;

    private final Forge forge = new Forge();
    private Path directory;
    private HookReceiver receiver;
    private TestGit clone;

    @BeforeEach
    void openAChange(@TempDir Path temporary) throws IOException {
        directory = temporary;
        receiver = new HookReceiver(forge);
        String name = forge.repository("web", true);
        forge.install();
        forge.push("web", Map.of("branch", "topic", "files", Map.of("t", "1\n"), "message", "Topic"));
        Forge.call("POST", pulls(""), Map.of("title", "Topic", "head", "topic"));
        TestGit.in(directory)
                .ok(
                        "clone",
                        "-q",
                        "-b",
                        "topic",
                        "http://x-access-token:%s@%s/%s.git".formatted(forge.token("ann"), root.getAuthority(), name),
                        "clone");
        clone = TestGit.in(directory.resolve("clone"));
        Files.writeString(directory.resolve("clone/t"), "2\n");
        clone.ok("commit", "-qam", "More");
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void movesWithARealPushAndKeepsItsRefs() {
        String before = clone.ok("rev-parse", "origin/topic");
        clone.ok("push", "-q", "origin", "topic");
        String after = clone.ok("rev-parse", "HEAD");

        JsonPath synchronize = receiver.await("pull_request", p -> "synchronize".equals(p.getString("action")));

        assertThat(synchronize.getString("before")).isEqualTo(before);
        assertThat(synchronize.getString("after")).isEqualTo(after);
        assertThat(synchronize.getString("sender.login")).isEqualTo("ann");
        assertThat(synchronize.getInt("pull_request.commits")).isEqualTo(2);
        String refs = clone.ok("ls-remote", "origin", "refs/pull/1/*");
        assertThat(refs).contains(after + "\trefs/pull/1/head").contains("refs/pull/1/merge");
    }

    @Test
    void closesWhenItsBranchIsDeleted() {
        clone.ok("push", "-q", "origin", ":topic");

        JsonPath closed = receiver.await("pull_request", p -> "closed".equals(p.getString("action")));

        assertThat(closed.getBoolean("pull_request.merged")).isFalse();
        assertThat(Forge.call("GET", pulls("/1"), Map.of()).getString("state")).isEqualTo("closed");
    }

    @Test
    void isMergedWhenTheBaseHasItsCommits() {
        clone.ok("push", "-q", "origin", "topic");
        clone.ok("push", "-q", "origin", "topic:main");

        JsonPath closed = receiver.await("pull_request", p -> "closed".equals(p.getString("action")));

        assertThat(closed.getBoolean("pull_request.merged")).isTrue();
        assertThat(closed.getString("pull_request.merged_by.login")).isEqualTo("ann");
    }

    @Test
    void isNotMergedOnAConflict() {
        forge.push("web", Map.of("files", Map.of("t", "conflict\n"), "message", "Conflict"));

        assertThat(given().contentType("application/json")
                        .body(Map.of())
                        .post("/_sim" + pulls("/1/merge"))
                        .statusCode())
                .isEqualTo(405);
        assertThat(Forge.call("GET", pulls("/1"), Map.of()).getBoolean("merged"))
                .isFalse();
    }

    @Test
    void announcesNoTagsWhenMoreThanThreeArePushedAtOnce() {
        for (int i = 0; i < 4; i++) {
            clone.ok("tag", "many" + i);
        }
        clone.ok("push", "-q", "origin", "--tags", "topic");
        clone.ok("tag", "single");
        clone.ok("push", "-q", "origin", "single");

        receiver.await("push", p -> "refs/tags/single".equals(p.getString("ref")));

        assertThat(receiver.received("push"))
                .extracting(r -> r.payload().getString("ref"))
                .contains("refs/heads/topic")
                .noneMatch(ref -> ref.startsWith("refs/tags/many"));
        assertThat(receiver.received("create"))
                .extracting(r -> r.payload().getString("ref"))
                .noneMatch(ref -> ref.startsWith("many"));
    }

    private String pulls(String rest) {
        return "/repositories/" + forge.organization() + "/web/pulls" + rest;
    }
}
