package dev.millrace.pipeline.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportFolderTest {

    @TempDir
    Path directory;

    private ReportFolder folder;
    private Path summary;

    @BeforeEach
    void make() throws IOException {
        folder = ReportFolder.in(directory);
        summary = Path.of(folder.environment().get("MILLRACE_SUMMARY"));
    }

    @Test
    void readsTheSummaryThatTheJobWrote() throws IOException {
        assertThat(folder.summary()).isEmpty();

        Files.writeString(summary, "# Result\0\n");

        assertThat(folder.summary()).contains("# Result\n");
    }

    @Test
    void cutsALongSummaryBetweenCharacters() throws IOException {
        Files.writeString(summary, "é".repeat(40_000) + "a");

        String text = folder.summary().orElseThrow();

        assertThat(text).doesNotContain("\uFFFD").endsWith("longer than 64 KiB");
        assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThan((64 << 10) + 100);
    }

    @Test
    void followsNoLinkOutOfTheDirectory() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "3");
        Files.createSymbolicLink(summary, secret);
        Files.createSymbolicLink(summary.resolveSibling("step"), secret);

        assertThat(folder.summary()).isEmpty();
        assertThat(folder.lastStep()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "12, 12", "0, ", "x, ", "'', ", "99999, "})
    void readsTheNumberOfAStep(String written, Integer number) throws IOException {
        Files.writeString(summary.resolveSibling("step"), written);

        assertThat(folder.lastStep()).isEqualTo(Optional.ofNullable(number));
    }
}
