package dev.millrace.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {

    @TempDir
    Path folder;

    @Test
    void refusesASecondPlatformOnTheSameFolder() {
        try (var first = DataLock.take(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> DataLock.take(folder))
                    .isInstanceOf(StartFailed.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining(folder.toString());
        }
    }

    @Test
    void givesTheFolderBack() {
        DataLock.take(folder).close();

        try (var second = DataLock.take(folder)) {
            assertThat(second).isNotNull();
        }
    }
}
