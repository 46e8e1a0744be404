package dev.millrace.bench.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bench.platform.Tool;
import dev.millrace.standalone.client.GitCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostilePacksTest {

    @TempDir
    Path folder;

    @BeforeEach
    void makeRepository() {
        GitCommand.run(folder, "init", "--quiet", "--bare");
    }

    @Test
    void expandsAsGitUnderstandsIt() throws Exception {
        byte[] pack = HostilePacks.deltaBomb(500_000, 40_000_000);

        index(pack);

        assertThat(pack.length).isLessThan(2_000);
        assertThat(GitCommand.run(
                                folder, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize)")
                        .lines())
                .containsExactlyInAnyOrder("blob 500000", "blob 40000000");
    }

    @Test
    void holdsOneLargeTree() throws Exception {
        byte[] pack = HostilePacks.hugeTree(29 * 10_000);

        index(pack);

        assertThat(pack.length).isLessThan(3_000);
        assertThat(GitCommand.run(
                        folder, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize)"))
                .isEqualTo("tree 290000");
    }

    @Test
    void announcesWhatIsNotThere() {
        assertThatThrownBy(() -> index(HostilePacks.announcing(5))).hasMessageContaining("index-pack");
    }

    private void index(byte[] pack) throws InterruptedException {
        Tool.feed(List.of("git", "index-pack", "--stdin"), folder, in -> in.write(pack));
    }
}
