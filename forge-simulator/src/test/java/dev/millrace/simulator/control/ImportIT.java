package dev.millrace.simulator.control;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.millrace.simulator.Forge;
import dev.millrace.testing.TestGit;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class ImportIT {

    private final Forge forge = new Forge();
    private Path directory;
    private TestGit source;

    @BeforeEach
    void makeSource(@TempDir Path temporary) throws IOException {
        directory = temporary;
        TestGit.in(directory).ok("init", "-q", "-b", "trunk", "source");
        source = TestGit.in(directory.resolve("source"));
        Files.writeString(directory.resolve("source/a"), "a\n");
        source.ok("add", "a");
        source.ok("commit", "-qm", "First");
        source.ok("branch", "topic");
        source.ok("tag", "-a", "v1", "-m", "Version 1");
        source.ok("commit", "-q", "--allow-empty", "-m", "Second");
    }

    @Test
    void takesOverBranchesTagsAndHead() {
        JsonPath imported = create(directory.resolve("source"));

        assertThat(imported.getString("defaultBranch")).isEqualTo("trunk");
        assertThat(imported.getString("headSha")).isEqualTo(source.ok("rev-parse", "HEAD"));
        Map<String, String> refs = imported.getMap("refs");
        assertThat(refs)
                .containsOnly(
                        Map.entry("refs/heads/trunk", source.ok("rev-parse", "trunk")),
                        Map.entry("refs/heads/topic", source.ok("rev-parse", "topic")),
                        Map.entry("refs/tags/v1", source.ok("rev-parse", "v1")));
    }

    @Test
    void readsAWorktreeAndABareRepository() {
        source.ok("worktree", "add", "-q", "../worktree", "topic");
        TestGit.in(directory).ok("clone", "-q", "--bare", "source", "bare.git");

        assertThat(create(directory.resolve("worktree")).getString("defaultBranch"))
                .isEqualTo("topic");
        assertThat(create(directory.resolve("bare.git"), "bare").getString("defaultBranch"))
                .isEqualTo("trunk");
    }

    @Test
    void makesABranchOfACheckoutThatHasNone() {
        String commit = source.ok("rev-parse", "HEAD");
        source.ok("checkout", "-q", "--detach");
        source.ok("branch", "-q", "-D", "trunk", "topic");

        JsonPath imported = create(directory.resolve("source"));

        assertThat(imported.getString("refs.'refs/heads/main'")).isEqualTo(commit);
    }

    @Test
    void refusesWhatIsShallowOrNoRepositoryAndLeavesNothingBehind() throws IOException {
        TestGit.in(directory).ok("clone", "-q", "--depth", "1", "file://" + directory.resolve("source"), "shallow");
        Files.createDirectory(directory.resolve("plain"));

        refused(directory.resolve("shallow"), "shallow clone");
        refused(directory.resolve("plain"), "is not a Git repository");
        refused(directory.resolve("missing"), "is not a Git repository");
        assertThat(create(directory.resolve("source")).getString("fullName")).endsWith("/imported");
    }

    private JsonPath create(Path from) {
        return create(from, "imported");
    }

    private JsonPath create(Path from, String name) {
        return Forge.call("POST", "/repositories", body(from, name));
    }

    private void refused(Path from, String reason) {
        given().contentType(ContentType.JSON)
                .body(body(from, "imported"))
                .post("/_sim/repositories")
                .then()
                .statusCode(422)
                .body("message", containsString(reason));
    }

    private Map<String, Object> body(Path from, String name) {
        return Map.of("owner", forge.organization(), "name", name, "private", true, "importFrom", from.toString());
    }
}
