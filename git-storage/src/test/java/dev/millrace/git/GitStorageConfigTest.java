package dev.millrace.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.check.HistoryMemory;
import dev.millrace.git.check.PackLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GitStorageConfigTest {

    private static final Path SCRATCH = Path.of("scratch");

    @Test
    void hasDefaultsThatFitAServiceThatDoesLittleElse() {
        GitStorageConfig config = GitStorageConfig.withDefaults(SCRATCH);

        assertThat(config.blockCacheHeapShare()).isEqualTo(0.30);
        assertThat(config.instanceHeapShare()).isEqualTo(0.15);
        assertThat(config.scratch()).isEqualTo(SCRATCH);
        assertThat(config.node())
                .contains(String.valueOf(ProcessHandle.current().pid()));
    }

    @Test
    void refusesSharesThatLeaveNoRoom() {
        assertThatThrownBy(() ->
                        new GitStorageConfig(SCRATCH, 0.9, 0.1, PackLimits.withDefaults(), new HistoryMemory(), "n"))
                .hasMessageContaining("0.9");
        assertThatThrownBy(() ->
                        new GitStorageConfig(SCRATCH, 0.3, 0, PackLimits.withDefaults(), new HistoryMemory(), "n"))
                .hasMessageContaining("instance");
    }
}
