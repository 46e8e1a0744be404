package dev.millrace.bench.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.platform.Tool;
import dev.millrace.standalone.client.GitCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallCommitTest {

    @TempDir
    Path folder;

    @Test
    void isWhatGitUnderstands() throws Exception {
        Path bare = WideRepository.narrowIn(folder);
        String parent = GitCommand.run(bare, "rev-parse", "refs/heads/main");

        var commit = SmallCommit.after(parent, "content that is longer than fifteen bytes");
        Tool.feed(List.of("git", "unpack-objects", "-q"), bare, in -> in.write(commit.pack()));

        assertThat(GitCommand.run(bare, "rev-parse", commit.id() + "^")).isEqualTo(parent);
        assertThat(GitCommand.run(bare, "cat-file", "-p", commit.id() + ":file.txt"))
                .isEqualTo("content that is longer than fifteen bytes");
        assertThat(GitCommand.run(bare, "fsck", "--strict", commit.id())).doesNotContain("error");
    }
}
