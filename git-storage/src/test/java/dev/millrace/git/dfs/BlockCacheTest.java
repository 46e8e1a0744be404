package dev.millrace.git.dfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsBlockCacheConfig;
import org.junit.jupiter.api.Test;

class BlockCacheTest {

    @Test
    void staysAsItWasOnceARepositoryIsOpen() {
        BlockCache.configure(0.30);
        RepositoryView.of(UUID.randomUUID()).close();

        BlockCache.configure(0.30);

        assertThatThrownBy(() -> BlockCache.configure(0.40))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0.4")
                .hasMessageContaining("0.3");
    }

    @Test
    void hasBlocksOfASizeThatJGitAccepts() {
        assertThat(new DfsBlockCacheConfig().setBlockSize(BlockCache.BLOCK_SIZE).getBlockSize())
                .isEqualTo(1 << 20);
    }
}
