package dev.millrace.standalone.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {

    @TempDir
    Path folder;

    @Test
    void repeatsTheNamesInEachPartAndNumbersLinesAsInTheFile() throws IOException {
        Path file = folder.resolve("events.csv");
        Files.writeString(file, "a,b\n" + "1,2\n".repeat(20_001));

        List<EventFile.Part> parts = parts(file, true);

        assertThat(parts).hasSize(2);
        assertThat(parts.getLast().text()).isEqualTo("a,b\n1,2\n");
        assertThat(parts.getLast().firstLine()).isEqualTo(20_002);
        // the second line of the second text is the last of the file
        assertThat(parts.getLast().line(2)).isEqualTo(20_002);
    }

    @Test
    void endsAPartWhereItIsLargeEnough() throws IOException {
        Path file = folder.resolve("events.ndjson");
        Files.writeString(file, ("x".repeat(1 << 20) + "\n").repeat(9));

        assertThat(parts(file, false)).extracting(EventFile.Part::firstLine).containsExactly(1L, 9L);
    }

    @Test
    void hasNoPartWithoutAnEvent() throws IOException {
        assertThat(parts(Files.writeString(folder.resolve("a.csv"), "a,b\n"), true))
                .isEmpty();
        assertThat(parts(Files.writeString(folder.resolve("b.ndjson"), ""), false))
                .isEmpty();
    }

    private static List<EventFile.Part> parts(Path file, boolean isCsv) throws IOException {
        List<EventFile.Part> parts = new ArrayList<>();
        try (var read = EventFile.open(file, isCsv)) {
            for (Optional<EventFile.Part> part = read.next(); part.isPresent(); part = read.next()) {
                parts.add(part.get());
            }
        }
        return parts;
    }
}
