package dev.millrace.simulator.control;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.millrace.simulator.Forge;
import dev.millrace.simulator.Git;
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
    private Git source;

    @BeforeEach
    void makeSource(@TempDir Path temporary) throws IOException {
        directory = temporary;
        new Git(directory).run("init", "-q", "-b", "trunk", "source");
        source = new Git(directory.resolve("source"));
        Files.writeString(directory.resolve("source/a"), "a\n");
        source.run("add", "a");
        source.run("commit", "-qm", "First");
        source.run("branch", "topic");
        source.run("tag", "-a", "v1", "-m", "Version 1");
        source.run("commit", "-q", "--allow-empty", "-m", "Second");
    }

    @Test
    void takesOverBranchesTagsAndHead() {
        JsonPath imported = create(directory.resolve("source"));

        assertThat(imported.getString("defaultBranch")).isEqualTo("trunk");
        assertThat(imported.getString("headSha")).isEqualTo(source.run("rev-parse", "HEAD"));
        Map<String, String> refs = imported.getMap("refs");
        assertThat(refs)
                .containsOnly(
                        Map.entry("refs/heads/trunk", source.run("rev-parse", "trunk")),
                        Map.entry("refs/heads/topic", source.run("rev-parse", "topic")),
                        Map.entry("refs/tags/v1", source.run("rev-parse", "v1")));
    }

    @Test
    void readsAWorktreeAndABareRepository() {
        source.run("worktree", "add", "-q", "../worktree", "topic");
        new Git(directory).run("clone", "-q", "--bare", "source", "bare.git");

        assertThat(create(directory.resolve("worktree")).getString("defaultBranch"))
                .isEqualTo("topic");
        assertThat(create(directory.resolve("bare.git"), "bare").getString("defaultBranch"))
                .isEqualTo("trunk");
    }

    @Test
    void makesABranchOfACheckoutThatHasNone() {
        String commit = source.run("rev-parse", "HEAD");
        source.run("checkout", "-q", "--detach");
        source.run("branch", "-q", "-D", "trunk", "topic");

        JsonPath imported = create(directory.resolve("source"));

        assertThat(imported.getString("refs.'refs/heads/main'")).isEqualTo(commit);
    }

    @Test
    void refusesWhatIsShallowOrNoRepositoryAndLeavesNothingBehind() throws IOException {
        new Git(directory).run("clone", "-q", "--depth", "1", "file://" + directory.resolve("source"), "shallow");
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
