package dev.millrace.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRepositoryTest {

    private static final Map<String, String> AUTHOR = Map.of(
            "GIT_AUTHOR_NAME",
            "a",
            "GIT_AUTHOR_EMAIL",
            "a@example.org",
            "GIT_COMMITTER_NAME",
            "a",
            "GIT_COMMITTER_EMAIL",
            "a@example.org");

    @TempDir
    Path folder;

    private Path original;

    @BeforeEach
    void commitTwice() throws IOException {
        original = Files.createDirectories(folder.resolve("some project.git"));
        GitCommand.run(original, "init", "--quiet", "--initial-branch=trunk");
        commit("one");
        commit("two");
        GitCommand.run(original, "tag", "v1");
    }

    @Test
    void copiesBranchesAndTagsButNoUncommittedWork() throws IOException {
        Files.writeString(original.resolve("two"), "changed since");

        SourceRepository copy = copyOf(original);

        assertThat(copy.name()).isEqualTo("some-project");
        assertThat(GitCommand.refs(folder, copy.folder().toString()))
                .isEqualTo(GitCommand.refs(folder, original.toString()))
                .containsOnlyKeys("refs/heads/trunk", "refs/tags/v1");
        assertThat(GitCommand.run(copy.folder(), "show", "trunk:two")).isEqualTo("two");
        assertThat(GitCommand.run(copy.folder(), "symbolic-ref", "HEAD")).isEqualTo("refs/heads/trunk");
    }

    @Test
    void takesTheContentOfAShallowCheckoutAsOneCommit() {
        Path shallow = folder.resolve("shallow");
        GitCommand.run(folder, "clone", "--quiet", "--depth=1", "file://" + original, shallow.toString());

        SourceRepository copy = copyOf(shallow);

        assertThat(GitCommand.run(copy.folder(), "rev-parse", "--is-shallow-repository"))
                .isEqualTo("false");
        assertThat(GitCommand.run(copy.folder(), "rev-list", "--count", "HEAD")).isEqualTo("1");
        assertThat(GitCommand.run(copy.folder(), "ls-tree", "--name-only", "main"))
                .isEqualTo("one\ntwo");
        assertThat(GitCommand.run(copy.folder(), "fsck", "--full", "--strict")).isEmpty();
    }

    @Test
    void givesACheckoutWithoutAnyBranchTheBranchMain() {
        Path detached = folder.resolve("detached");
        GitCommand.run(folder, "clone", "--quiet", original.toString(), detached.toString());
        GitCommand.run(detached, "checkout", "--quiet", "--detach");
        GitCommand.run(detached, "branch", "-D", "trunk");

        SourceRepository copy = copyOf(detached);

        assertThat(GitCommand.refs(folder, copy.folder().toString())).containsKey("refs/heads/main");
        assertThat(GitCommand.run(copy.folder(), "symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
    }

    @Test
    void reportsWhatToDoWhenThereIsNoRepository() throws IOException {
        Path none = Files.createDirectories(folder.resolve("none"));

        assertThatThrownBy(() -> copyOf(none))
                .isInstanceOf(UnexpectedAnswer.class)
                .hasMessageContaining(none.toString())
                .hasMessageContaining("--repo PATH");
    }

    private SourceRepository copyOf(Path repository) {
        return SourceRepository.copyOf(repository, folder.resolve("copies/copy.git"));
    }

    private void commit(String name) throws IOException {
        Files.writeString(original.resolve(name), name);
        GitCommand.run(original, "add", name);
        GitCommand.run(original, AUTHOR, "commit", "--quiet", "-m", name);
    }
}
