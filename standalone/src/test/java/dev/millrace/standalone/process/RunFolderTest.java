package dev.millrace.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    @TempDir
    Path folder;

    @Test
    void findsAProcessThatLives() {
        var runFolder = new RunFolder(folder);

        runFolder.add(launch("me"), ProcessHandle.current());

        assertThat(runFolder.find("me")).contains(ProcessHandle.current());
        assertThat(runFolder.leftovers()).hasSize(1);
    }

    @Test
    void takesALaterProcessWithTheSameNumberForAStranger() throws IOException {
        var runFolder = new RunFolder(folder);
        runFolder.add(launch("me"), ProcessHandle.current());
        var entry = new Properties();
        Path file = folder.resolve("me.properties");
        try (var in = Files.newBufferedReader(file)) {
            entry.load(in);
        }
        entry.setProperty("started-at", "2020-01-01T00:00:00Z");
        runFolder.write("me", entry);

        assertThat(runFolder.find("me")).isEmpty();
        assertThat(runFolder.leftovers()).isEmpty();
        assertThat(file).doesNotExist();
    }

    private Launch launch(String name) {
        return new Launch(name, List.of(), Map.of(), folder.resolve("log"), Launch.StopSignal.TERM, 0);
    }
}
